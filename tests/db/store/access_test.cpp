// Users, signing in, tokens, the first user's link, the keys of the bus.
#include <atomic>
#include <thread>

#include "bus/keys.hpp"
#include "store/access_refusals.hpp"
#include "store/access_sql.hpp"
#include "store/bus_key.hpp"
#include "store/bus_key_book.hpp"
#include "store/session.hpp"
#include "tests/catch.hpp"
#include "tests/db/case.hpp"

using namespace std::chrono_literals;
using store::user_role;

namespace {

const core::instant now = tests::noon();
const std::string good = "brown bread and butter";

struct town : tests::database_case {
  db::access room = as("store");

  core::user_id add(const std::string& name, user_role role = user_role::agent) {
    return room
        .transact([&](db::tx& t) {
          return store::add_user(t, now, {name, "", role, role == user_role::integrator ? "" : good});
        })
        .value();
  }
  core::result<core::user_id> try_add(store::new_user who) {
    return room.transact([&](db::tx& t) { return store::add_user(t, now, who); });
  }
  core::result<store::signed_in> sign_in(const std::string& name, const std::string& password,
                                         const std::string& address = "192.0.2.1", core::instant at = now) {
    return store::sign_in(room, at, name, password, address);
  }
  std::optional<store::user> behind(const std::string& token, core::instant at = now, bool at_work = true) {
    return store::session_user(room, at, token, at_work);
  }
  core::result<store::user> change(core::user_id by, core::user_id id, store::user_changes what) {
    return room.transact([&](db::tx& t) { return store::change_user(t, now, by, id, what); });
  }
};

}  // namespace

TEST_CASE("every query about access is understood by PostgreSQL", "[store][access]") {
  tests::database_case it;
  tests::prepare_all(it.as("store"), store::access_sql::all);
}

TEST_CASE("a user signs in with name and password, and is known by the token from then on", "[store][access]") {
  town it;
  it.add("anna");
  auto in = it.sign_in("Anna", good);  // case does not matter in a name
  REQUIRE(in.has_value());
  CHECK(in->token.size() >= 43);  // 256 bits in base64
  auto who = it.behind(in->token);
  REQUIRE(who);
  CHECK(who->name == "anna");
  CHECK(who->role == user_role::agent);
  CHECK_FALSE(it.behind(in->token + "x"));
  CHECK_FALSE(it.behind(""));
}

TEST_CASE("no password and no token stands in the database as it is", "[store][access]") {
  town it;
  it.add("anna");
  auto in = it.sign_in("anna", good).value();
  CHECK(it.look("SELECT password_hash FROM store.user").starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
  CHECK(it.look("SELECT count(*) FROM store.session WHERE digest::text LIKE '%" + in.token + "%'") == "0");
  CHECK(it.look("SELECT length(digest) FROM store.session") == "32");
  CHECK_THROWS(it.as("billing").read([](db::tx& t) { t.run_script("SELECT password_hash FROM store.user"); }));
}

TEST_CASE("a wrong name and a wrong password are refused alike", "[store][access]") {
  town it;
  it.add("anna");
  it.add("switch", user_role::integrator);
  CHECK(it.sign_in("anna", "wrong").error() == store::sign_in_wrong);
  CHECK(it.sign_in("nobody", good).error() == store::sign_in_wrong);
  CHECK(it.sign_in("switch", "").error() == store::sign_in_wrong);  // an integrator has no password to be right
  CHECK(it.sign_in("anna", "").error() == store::sign_in_wrong);
}

TEST_CASE("after ten wrong passwords no more are looked at, until a quarter of an hour has passed", "[store][access]") {
  town it;
  it.add("anna");
  for (int i = 0; i < 10; ++i)
    CHECK(it.sign_in("anna", "wrong", "198.51.100." + std::to_string(i)).error() == store::sign_in_wrong);
  CHECK(it.sign_in("anna", "wrong", "198.51.100.77").error() == store::too_many_attempts);
  CHECK(it.sign_in("anna", good, "198.51.100.78").error() == store::too_many_attempts);  // nor the right one
  CHECK(it.sign_in("anna", good, "192.0.2.1", now + 16min).has_value());
  CHECK(it.sign_in("boris", "wrong").error() == store::sign_in_wrong);  // another account is another matter
}

TEST_CASE("a stranger's guesses do not lock the owner out of their own desk", "[store][access]") {
  town it;
  it.add("anna");
  REQUIRE(it.sign_in("anna", good, "192.0.2.1").has_value());
  for (int i = 0; i < 12; ++i) static_cast<void>(it.sign_in("anna", "wrong", "198.51.100.1"));
  CHECK(it.sign_in("anna", good, "198.51.100.1").error() == store::too_many_attempts);
  CHECK(it.sign_in("anna", good, "192.0.2.1").has_value());
  for (int i = 0; i < 10; ++i) CHECK(it.sign_in("anna", "wrong", "192.0.2.1").error() == store::sign_in_wrong);
  CHECK(it.sign_in("anna", good, "192.0.2.1").error() ==
        store::too_many_attempts);  // a known desk has ten of its own, no more
}

TEST_CASE("guesses made all at once are counted one by one", "[store][access]") {
  town it;
  it.add("anna");
  std::atomic<int> looked_at{0};
  std::vector<std::thread> crowd;
  for (int i = 0; i < 4; ++i)
    crowd.emplace_back([&] {
      for (int k = 0; k < 6; ++k)
        if (it.sign_in("anna", "wrong").error() == store::sign_in_wrong) ++looked_at;
    });
  for (auto& each : crowd) each.join();
  CHECK(looked_at == store::sign_in_failures_max);
}

TEST_CASE("a session ends when nobody works, after half a day, and when it is ended", "[store][access]") {
  town it;
  it.add("anna");
  auto token = it.sign_in("anna", good)->token;
  CHECK(it.behind(token, now + 59min));
  CHECK(it.behind(token, now + 59min + 59min));  // work moves the hour on
  CHECK_FALSE(it.behind(token, now + 59min + 59min + 61min));

  auto listening = it.sign_in("anna", good)->token;
  CHECK(it.behind(listening, now + 40min, false));
  CHECK_FALSE(it.behind(listening, now + 80min, false));  // an open page alone is not work

  auto busy = it.sign_in("anna", good)->token;
  for (auto at = now; at < now + 12h; at = at + 50min) CHECK(it.behind(busy, at));
  CHECK_FALSE(it.behind(busy, now + 12h + 1min));

  auto ended = it.sign_in("anna", good)->token;
  it.room.transact([&](db::tx& t) { store::end_session(t, ended); });
  CHECK_FALSE(it.behind(ended));
}

TEST_CASE("disabling a user ends what they have open at once, and enabling does not bring it back", "[store][access]") {
  town it;
  auto admin = it.add("chef", user_role::admin), anna = it.add("anna"), other = it.add("boris");
  auto token = it.sign_in("anna", good)->token;
  auto untouched = it.sign_in("boris", good)->token;
  REQUIRE(it.change(admin, anna, {.display_name = {}, .role = {}, .disabled = true, .password = {}}).has_value());
  CHECK_FALSE(it.behind(token));
  CHECK(it.sign_in("anna", good).error() == store::sign_in_wrong);
  CHECK(it.behind(untouched));
  REQUIRE(it.change(admin, anna, {.display_name = {}, .role = {}, .disabled = false, .password = {}}).has_value());
  CHECK_FALSE(it.behind(token));
  CHECK(it.sign_in("anna", good).has_value());
  CHECK(it.change(admin, core::user_id{999}, {}).error() == store::user_unknown);
  static_cast<void>(other);
}

TEST_CASE("a new role holds from the next click on", "[store][access]") {
  town it;
  auto admin = it.add("chef", user_role::admin), anna = it.add("anna");
  auto token = it.sign_in("anna", good)->token;
  REQUIRE(it.change(admin, anna, {.display_name = "Anna K.", .role = user_role::sales, .disabled = {}, .password = {}})
              .has_value());
  CHECK(it.behind(token)->role == user_role::sales);
  CHECK(it.behind(token)->display_name == "Anna K.");
  CHECK(it.change(admin, anna, {.display_name = {}, .role = user_role::integrator, .disabled = {}, .password = {}})
            .error() == store::role_change_not_permitted);
}

TEST_CASE("nobody disables themselves or takes another role, so an admin always remains", "[store][access]") {
  town it;
  auto admin = it.add("chef", user_role::admin);
  CHECK(it.change(admin, admin, {.display_name = {}, .role = {}, .disabled = true, .password = {}}).error() ==
        store::not_on_oneself);
  CHECK(
      it.change(admin, admin, {.display_name = {}, .role = user_role::agent, .disabled = {}, .password = {}}).error() ==
      store::not_on_oneself);
  CHECK(it.change(admin, admin, {.display_name = "Chef", .role = {}, .disabled = {}, .password = {}}).has_value());
}

TEST_CASE("whoever changes their password proves the old one, and their other sessions end", "[store][access]") {
  town it;
  auto anna = it.add("anna");
  auto here = it.sign_in("anna", good)->token, elsewhere = it.sign_in("anna", good)->token;
  auto change = [&](const std::string& old_one, const std::string& new_one) {
    return store::change_own_password(it.room, now, anna, old_one, new_one, here, "192.0.2.1");
  };
  CHECK(change("wrong", "white cheese and honey").error() == store::password_wrong);
  CHECK(change(good, "short").error() == store::password_too_short);
  REQUIRE(change(good, "white cheese and honey").has_value());
  CHECK(it.behind(here));
  CHECK_FALSE(it.behind(elsewhere));
  CHECK(it.sign_in("anna", good).error() == store::sign_in_wrong);
  CHECK(it.sign_in("anna", "white cheese and honey").has_value());
}

TEST_CASE("a password is long and not the obvious; nothing else is asked of it", "[store][access]") {
  CHECK(store::decide_password("correct horse", "anna").has_value());
  CHECK(store::decide_password(std::string(64, 'x') + "yzabc", "anna").has_value());
  CHECK(store::decide_password("zażółć gęślą", "anna").has_value());  // twelve letters, more bytes
  CHECK(store::decide_password("short pass", "anna").error() == store::password_too_short);
  CHECK(store::decide_password("żółćżółć", "anna").error() == store::password_too_short);  // bytes do not count
  CHECK(store::decide_password(std::string(257, 'x'), "anna").error() == store::password_too_long);
  for (auto easy : {"password12345", "Password!2026", "aaaaaaaaaaaaaa", "121212121212", "123456789012", "qwertyqwerty1",
                    "Administrator1"}) {
    INFO(easy);
    CHECK(store::decide_password(easy, "anna").error() == store::password_too_easy);
  }
  CHECK(store::decide_password("Annamaria-2026", "annamaria-2").error() == store::password_too_easy);
}

TEST_CASE("a user's name is plain and theirs alone", "[store][access]") {
  town it;
  it.add("anna");
  CHECK(it.try_add({"anna", "", user_role::agent, good}).error() == store::user_name_taken);
  for (auto name : {"", "a", "Anna", "an na", "-anna", "anna\n", "анна"}) {
    INFO(name);
    CHECK(it.try_add({name, "", user_role::agent, good}).error() == store::user_name_unreadable);
  }
  CHECK(it.try_add({"switch", "", user_role::integrator, good}).error() == store::integrator_has_no_password);
  CHECK(it.try_add({"boris", "", user_role::agent, ""}).error() == store::password_too_short);
  CHECK(it.room.read([](db::tx& t) { return store::users(t, 0, 10); }).at(0).display_name == "anna");
}

TEST_CASE("an integrator's token works until it runs out, is revoked, or its owner is disabled", "[store][access]") {
  town it;
  auto admin = it.add("chef", user_role::admin), shop = it.add("web-shop", user_role::integrator);
  auto make = [&](core::user_id of, std::chrono::days life) {
    auto id = core::uuid::make(now);
    auto token = it.room.transact([&](db::tx& t) { return store::make_access_token(t, now, of, id, "orders", life); });
    return std::pair{id, token};
  };
  auto behind = [&](const std::string& token, core::instant at) {
    return it.room.read([&](db::tx& t) { return store::token_user(t, at, token); });
  };
  auto [id, token] = make(shop, std::chrono::days{30});
  CHECK(behind(*token, now)->name == "web-shop");
  CHECK_FALSE(behind(*token, now + std::chrono::days{30}));
  CHECK_FALSE(it.behind(*token));  // it is no session

  CHECK(make(admin, std::chrono::days{30}).second.error() == store::token_for_integrators);
  CHECK(make(core::user_id{99}, std::chrono::days{30}).second.error() == store::user_unknown);
  CHECK(make(shop, std::chrono::days{0}).second.error() == store::token_life_wrong);
  CHECK(make(shop, std::chrono::days{731}).second.error() == store::token_life_wrong);

  auto revoke = [&, shop_token = id] {
    return it.room.transact([&](db::tx& t) { return store::revoke_access_token(t, now, shop, shop_token); });
  };
  CHECK(revoke().has_value());
  CHECK_FALSE(behind(*token, now));
  CHECK(revoke().error() == store::token_unknown);

  auto second = make(shop, std::chrono::days{30}).second;
  REQUIRE(it.change(admin, shop, {.display_name = {}, .role = {}, .disabled = true, .password = {}}).has_value());
  CHECK_FALSE(behind(*second, now));
}

TEST_CASE("the first user comes in by a link that works once and for a day, and only while there is nobody",
          "[store][access]") {
  town it;
  auto link = [&](core::instant at) {
    return it.room.transact([&](db::tx& t) { return store::make_setup_token(t, at); });
  };
  auto use = [&](const std::string& token, core::instant at) {
    return it.room.transact([&](db::tx& t) {
      return store::set_up(t, at, token, {"chef", "Chef", user_role::agent, good});
    });
  };
  CHECK(it.room.read([](db::tx& t) { return store::setup_needed(t); }));
  CHECK(use("guess", now).error() == store::setup_link_wrong);
  auto first = link(now).value(), second = link(now).value();
  CHECK(use(first, now).error() == store::setup_link_wrong);  // only the newest
  CHECK(use(second, now + 24h + 1s).error() == store::setup_link_wrong);
  auto made = use(second, now + 23h);
  REQUIRE(made.has_value());
  CHECK(it.room.read([&](db::tx& t) { return store::find_user(t, *made); })->role == user_role::admin);
  CHECK_FALSE(it.room.read([](db::tx& t) { return store::setup_needed(t); }));
  CHECK(use(second, now + 23h).error() == store::setup_done);
  CHECK_FALSE(link(now));
}

TEST_CASE("two people with the same set-up link do not both become the first user", "[store][access]") {
  town it;
  auto token = it.room.transact([](db::tx& t) { return store::make_setup_token(t, now); }).value();
  std::atomic<int> made{0};
  std::vector<std::thread> crowd;
  for (int i = 0; i < 3; ++i)
    crowd.emplace_back([&, i] {
      auto name = "chef" + std::to_string(i);
      auto out = it.room.transact([&](db::tx& t) {
        return store::set_up(t, now, token, {name, "Chef", user_role::admin, good});
      });
      if (out) ++made;
    });
  for (auto& each : crowd) each.join();
  CHECK(made == 1);
  CHECK(it.look("SELECT count(*) FROM store.user") == "1");
}

TEST_CASE("a key of the bus is in force from being added to being revoked", "[store][bus]") {
  town it;
  auto add = [&](const std::string& name, const std::string& key, std::vector<std::string> rights) {
    return it.room.transact([&](db::tx& t) { return store::add_bus_key(t, now, name, key, rights); });
  };
  auto revoke = [&](const std::string& what) {
    return it.room.transact([&](db::tx& t) { return store::revoke_bus_keys(t, now, what); });
  };
  auto one = bus::make_keys().public_key, two = bus::make_keys().public_key;
  REQUIRE(add("msc-1", one, {"usage:msc-1", "hints"}).has_value());
  REQUIRE(add("msc-1", two, {"usage:*"}).has_value());  // the next key, while the old one still works
  store::bus_key_book book{it.room};
  REQUIRE(book.keys().size() == 2);
  CHECK(it.room.read([&](db::tx& t) { return store::find_bus_key(t, one); })->rights ==
        std::vector<std::string>{"usage:msc-1", "hints"});

  CHECK(revoke(one).value() == 1);
  CHECK_FALSE(it.room.read([&](db::tx& t) { return store::find_bus_key(t, one); }));
  CHECK(book.keys().at(0).public_key == two);
  CHECK(revoke("msc-1").value() == 1);
  CHECK(book.keys().empty());
  CHECK(revoke("msc-1").error() == store::bus_key_unknown);
  CHECK(add("msc-2", one, {"usage:msc-2"}).error() == store::bus_key_taken);      // a revoked key does not come back
  CHECK(it.room.read([](db::tx& t) { return store::bus_keys(t); }).size() == 2);  // its history stays

  auto three = bus::make_keys().public_key;
  CHECK(add("msc-3", "too short", {"usage:msc-3"}).error().code() == "key_malformed");
  CHECK(add("MSC 3", three, {"usage:msc-3"}).error() == store::bus_key_name_unreadable);
  CHECK(add("msc-3", three, {}).error() == store::bus_right_unknown);
  for (auto right : {"usage", "usage:", "everything:*", "*", "hints:*", "usage:a b"}) {
    INFO(right);
    CHECK(add("msc-3", three, {right}).error() == store::bus_right_unknown);
  }
  for (int i = 0; i < 20; ++i)
    CHECK(add("many", bus::make_keys().public_key, {"events:*", "provisioning:aaa", "charging:ggsn"}).has_value());
}

TEST_CASE("what has run out is forgotten", "[store][access]") {
  town it;
  it.add("anna");
  static_cast<void>(it.sign_in("anna", good));
  it.room.transact([](db::tx& t) { store::forget_old_sign_ins(t, now + 11h); });
  CHECK(it.look("SELECT count(*) FROM store.session") == "1");
  it.room.transact([](db::tx& t) { store::forget_old_sign_ins(t, now + std::chrono::days{31}); });
  CHECK(it.look("SELECT count(*) FROM store.session") == "0");
  CHECK(it.look("SELECT count(*) FROM store.sign_in_attempt") == "0");
}
