// Hints: heard while one listens, and by nobody whose key was revoked.
#include "bus/hints.hpp"

#include <mutex>

#include "tests/catch.hpp"
#include "tests/wire/bus/town.hpp"

namespace {

using namespace tests;

struct ear {
  std::mutex guard;
  std::vector<bus::hint> heard;
  void operator()(const bus::hint& it) {
    std::scoped_lock lock{guard};
    heard.push_back(it);
  }
  bool has(const bus::hint& it) {
    std::scoped_lock lock{guard};
    return std::find(heard.begin(), heard.end(), it) != heard.end();
  }
  std::size_t count() {
    std::scoped_lock lock{guard};
    return heard.size();
  }
};

bus::hint about(std::int64_t customer, std::int64_t position = 0) {
  return {core::customer_id{customer}, "balance", position};
}

}  // namespace

TEST_CASE("a hint is heard by those who listen, and one customer's by those who asked for that one", "[bus][hints]") {
  town place;
  bus::hints_publisher publisher{place.door};
  auto key = place.newcomer("console", {"hints"});
  ear all, twelve;
  bus::hints_listener one{place.zmq, place.to(publisher.address(), key), std::ref(all)};
  bus::hints_listener two{place.zmq, place.to(publisher.address(), key), std::ref(twelve), core::customer_id{12}};
  REQUIRE(eventually([&] {
    publisher.say(about(12));
    return all.has(about(12)) && twelve.has(about(12));
  }));
  publisher.say(about(123, 7));
  REQUIRE(eventually([&] { return all.has(about(123, 7)); }));
  CHECK_FALSE(twelve.has(about(123, 7)));
}

TEST_CASE("a listener whose key is revoked hears nothing more within five seconds, the others hear on",
          "[bus][hints]") {
  town place;
  bus::hints_publisher publisher{place.door};
  auto good = place.newcomer("console", {"hints"});
  auto bad = place.newcomer("partner", {"hints"});
  ear stays, goes;
  bus::hints_listener one{place.zmq, place.to(publisher.address(), good), std::ref(stays)};
  bus::hints_listener two{place.zmq, place.to(publisher.address(), bad), std::ref(goes)};
  REQUIRE(eventually([&] {
    publisher.say(about(1));
    return stays.has(about(1)) && goes.has(about(1));
  }));
  place.revoke(bad);
  auto revoked_at = std::chrono::steady_clock::now();
  std::int64_t position = 1;
  std::size_t before = 0;
  REQUIRE(eventually([&] {
    // Deaf: a second of hints of which it heard none.
    before = goes.count();
    for (int i = 0; i < 20; ++i) {
      publisher.say(about(1, ++position));
      std::this_thread::sleep_for(20ms);
    }
    return goes.count() == before;
  }, 5s));
  CHECK(std::chrono::steady_clock::now() - revoked_at < 5s);
  CHECK(eventually([&] {
    publisher.say(about(2, 99));
    return stays.has(about(2, 99));
  }));
  CHECK_FALSE(goes.has(about(2, 99)));
}

TEST_CASE("hints that nobody hears cost nothing and are forgotten", "[bus][hints]") {
  town place;
  bus::hints_publisher publisher{place.door};
  for (std::int64_t i = 0; i < 100'000; ++i) publisher.say(about(i));
  auto key = place.newcomer("console", {"hints"});
  ear late;
  bus::hints_listener one{place.zmq, place.to(publisher.address(), key), std::ref(late)};
  REQUIRE(eventually([&] {
    publisher.say(about(7, 7));
    return late.has(about(7, 7));
  }));
}

TEST_CASE("endpoints come and go without leaving anything behind", "[bus][door]") {
  town place;
  for (int i = 0; i < 1'500; ++i)  // a context holds 1,023 sockets
    bus::make_server(place.door, zmq::socket_type::pub, {"hints", "tcp://127.0.0.1:*"});
}
