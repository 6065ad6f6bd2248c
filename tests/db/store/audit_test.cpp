// The audit book is only ever added to, and answers who saw whom.
#include "store/audit.hpp"

#include "store/api/access_ports.hpp"
#include "tests/catch.hpp"
#include "tests/db/case.hpp"

using namespace std::chrono_literals;

namespace {

const core::instant now = tests::noon();

store::audit_entry line(int user, int customer, std::string action, core::instant at = now) {
  return {.audit_id = 0,
          .at = at,
          .user_id = core::user_id{user},
          .user_name = "user" + std::to_string(user),
          .action = std::move(action),
          .customer_id = core::customer_id{customer},
          .subject = "id=1",
          .status = 200,
          .outcome = "ok",
          .request_id = "r",
          .client_address = "192.0.2.1"};
}

}  // namespace

TEST_CASE("the book answers who saw a customer, and whom a user saw", "[store][audit]") {
  tests::database_case it;
  auto room = it.as("store");
  room.transact([](db::tx& t) {
    store::record_audit(t, line(1, 17, "view_card", now));
    store::record_audit(t, line(2, 17, "view_card", now + 1min));
    store::record_audit(t, line(1, 18, "view_card", now + 2min));
    store::record_audit(t, line(1, 0, "sign_in", now + 3min));
  });
  auto ask = [&](store::audit_question what, std::size_t offset = 0, std::size_t limit = 10) {
    return room.read([&](db::tx& t) { return store::audit_page(t, what, offset, limit); });
  };
  auto who_saw = ask({.about = core::customer_id{17}, .by = {}, .action = {}, .from = {}, .to = {}});
  REQUIRE(who_saw.size() == 2);
  CHECK(who_saw[0].user_name == "user2");  // newest first
  CHECK(ask({.about = {}, .by = core::user_id{1}, .action = {}, .from = {}, .to = {}}).size() == 3);
  CHECK(ask({.about = {}, .by = {}, .action = "sign_in", .from = {}, .to = {}}).size() == 1);
  CHECK(ask({.about = {}, .by = {}, .action = {}, .from = now + 1min, .to = now + 3min}).size() ==
        2);  // the end is not in it
  CHECK(ask({}, 1, 2).at(0).customer_id == core::customer_id{18});
  CHECK(room.read([](db::tx& t) { return store::count_audit(t, {}); }) == 4);
}

TEST_CASE("nobody can change or remove a line, neither another room nor the book's own", "[store][audit]") {
  tests::database_case it;
  it.as("store").transact([](db::tx& t) { store::record_audit(t, line(1, 17, "view_card")); });
  for (auto room : {"store", "catalog"})
    for (auto attempt :
         {"UPDATE store.audit SET user_name = 'nobody'", "DELETE FROM store.audit", "TRUNCATE store.audit"}) {
      INFO(room << ": " << attempt);
      CHECK_THROWS(it.as(room).transact([&](db::tx& t) { t.run_script(attempt); }));
    }
  CHECK(it.look("SELECT user_name FROM store.audit") == "user1");
  CHECK_NOTHROW(it.as("catalog").transact(
      [](db::tx& t) { store::record_audit(t, line(2, 17, "view_card")); }));  // adding is open to rooms
}

TEST_CASE("web's audit line arrives whole", "[store][audit]") {
  tests::database_case it;
  store::audit_for_web book{it.as("store")};
  book.record({.at = now,
               .by = core::user_id{3},
               .by_name = "anna",
               .action = "view_card",
               .about = core::customer_id{17},
               .subject = "id=5",
               .status = 404,
               .outcome = "subscriber_unknown",
               .request_id = "req-1",
               .client_address = "192.0.2.9"});
  CHECK(it.look("SELECT concat_ws(' ', user_id, user_name, action, customer_id, subject, status, outcome, request_id, "
                "client_address) "
                "FROM store.audit") == "3 anna view_card 17 id=5 404 subscriber_unknown req-1 192.0.2.9");
}

TEST_CASE("a card that stays open is one look in a quarter of an hour", "[store][audit]") {
  tests::database_case it;
  store::audit_for_web book{it.as("store")};
  web::audit_line look{.at = now, .by = core::user_id{3}, .by_name = "anna", .action = "view_card", .about = core::customer_id{17},
                       .subject = "id=5", .status = 200, .outcome = "ok", .request_id = "r", .client_address = "192.0.2.9"};
  auto lines = [&] { return it.look("SELECT count(*) FROM store.audit"); };
  auto record = [&](auto change) {
    auto one = look;
    change(one);
    book.record(one);
  };
  record([](auto&) {});
  record([](auto& one) { one.at = now + 20s; });
  record([](auto& one) { one.at = now + 14min; });
  CHECK(lines() == "1");
  record([](auto& one) { one.at = now + 15min; });  // counted from the line, not from the last look
  CHECK(lines() == "2");
  record([](auto& one) { one.by = core::user_id{4}; });
  record([](auto& one) { one.about = core::customer_id{18}, one.subject = "id=6"; });
  record([](auto& one) { one.subject = "id=7"; });  // another line of the same customer
  record([](auto& one) { one.action = "view_timeline"; });
  record([](auto& one) { one.client_address = "192.0.2.10"; });
  CHECK(lines() == "7");
  for (int i = 0; i < 2; ++i) {
    record([](auto& one) { one.status = 403, one.outcome = "right_missing"; });
    record([](auto& one) { one.action = "top_up"; });
    record([](auto& one) { one.action = "search", one.about = {}; });
  }
  CHECK(lines() == "13");
}
