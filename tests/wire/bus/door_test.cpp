// Who gets in. Every way in without a known key is tried, and must bring not one byte to the other side.
#include <filesystem>
#include <fstream>
#include <optional>

#include "bus/dealer.hpp"
#include "bus/refusals.hpp"
#include "bus/router.hpp"
#include "tests/catch.hpp"
#include "tests/wire/bus/town.hpp"

namespace {

using namespace tests;

constexpr const char* denied_name = "abonent_zap_denied_total";

struct open_house : town {
  bus::router server{door, {"usage", "tcp://127.0.0.1:*"}};
  double denied(const char* reason) { return counted.of(denied_name, {{"endpoint", "usage"}, {"reason", reason}}); }
  // The next message within the time; nothing when none came.
  std::optional<bus::arrival> next(std::chrono::milliseconds most = 3s) {
    std::optional<bus::arrival> it;
    eventually([&] { return (it = server.receive()).has_value(); }, most);
    return it;
  }
  bool nobody_spoke() { return !next(300ms); }
};

// A socket made by somebody who does not use our factory.
zmq::socket_t foreign(open_house& house, zmq::socket_type type = zmq::socket_type::dealer) {
  zmq::socket_t it{house.zmq.raw(), type};
  it.set(zmq::sockopt::linger, 0);
  return it;
}

void speak(zmq::socket_t& from, const std::string& to) {
  from.connect(to);
  from.send(zmq::str_buffer("let me in"), zmq::send_flags::dontwait);
}

// `zmq::socket_t{...}`, `zmq::socket_t name{...}` or a call of zmq_socket.
bool makes_a_socket(std::string_view line) {
  if (line.find("zmq_socket(") != line.npos) return true;
  constexpr std::string_view type = "zmq::socket_t";
  auto at = line.find(type);
  if (at == line.npos) return false;
  auto after = line.find_first_not_of(" abcdefghijklmnopqrstuvwxyz_0123456789", at + type.size());
  return after != line.npos && line[after] == '{';
}

bool sent_in_time(bus::dealer& from, std::string_view what) {
  return eventually([&] {
    from.wait(10ms);
    return from.send(what);
  });
}

}  // namespace

TEST_CASE("a client with a known key and a right is let in, and its message names it", "[bus][door]") {
  open_house house;
  auto mine = house.newcomer("msc-1", {"usage:msc-1"});
  bus::dealer client{house.zmq, house.to(house.server.address(), mine)};
  REQUIRE(sent_in_time(client, "hello"));
  auto it = house.next();
  REQUIRE(it);
  CHECK_FALSE(it->wrong);
  REQUIRE(it->holder);
  CHECK(it->holder->name == "msc-1");
  CHECK(it->frame.to_string_view() == "hello");
  CHECK(house.door.denied() == 0);
}

TEST_CASE("a plain client without CURVE is turned away and counted, and no byte of it arrives", "[bus][door]") {
  open_house house;
  auto plain = foreign(house);
  speak(plain, house.server.address());
  CHECK(eventually([&] { return house.denied("not_curve") >= 1; }));
  CHECK(house.nobody_spoke());
}

TEST_CASE("a client with user and password is turned away", "[bus][door]") {
  open_house house;
  auto plain = foreign(house);
  plain.set(zmq::sockopt::plain_username, "admin");
  plain.set(zmq::sockopt::plain_password, "admin");
  speak(plain, house.server.address());
  CHECK(eventually([&] { return house.denied("not_curve") >= 1; }));
  CHECK(house.nobody_spoke());
}

TEST_CASE("a client with an unknown key is turned away, counted, and told so", "[bus][door]") {
  open_house house;
  bus::dealer stranger{house.zmq, house.to(house.server.address(), bus::make_keys())};
  CHECK(eventually([&] {
    stranger.send("let me in");
    return stranger.wait(10ms) == bus::dealer::news::refused;
  }));
  CHECK(house.denied("unknown_key") >= 1);
  CHECK(house.nobody_spoke());
}

TEST_CASE("the keys printed in the CURVE manual do not open the door, even when somebody has let them in",
          "[bus][door]") {
  open_house house;
  bus::key_pair manual{"Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID", "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs"};
  house.keys.add({manual.public_key, "careless", {"usage:*"}});
  house.book.refresh();
  bus::dealer client{house.zmq, house.to(house.server.address(), manual)};
  CHECK(eventually([&] { return client.wait(10ms) == bus::dealer::news::refused; }));
  CHECK(house.nobody_spoke());
  CHECK_THROWS(
      bus::make_client(house.zmq, zmq::socket_type::dealer,
                       {house.server.address(), "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7", bus::make_keys()}));
}

TEST_CASE("a key without a right at this endpoint is turned away at its door", "[bus][door]") {
  open_house house;
  auto mine = house.newcomer("screen", {"hints", "events:screen"});
  bus::dealer client{house.zmq, house.to(house.server.address(), mine)};
  CHECK(eventually([&] { return client.wait(10ms) == bus::dealer::news::refused; }));
  CHECK(house.denied("no_right") >= 1);
  CHECK(house.nobody_spoke());
}

TEST_CASE("a client that expects another server does not speak to this one", "[bus][door]") {
  open_house house;
  auto mine = house.newcomer("msc-1", {"usage:msc-1"});
  bus::dealer client{house.zmq, {house.server.address(), bus::make_keys().public_key, mine}};
  CHECK(eventually([&] {
    client.wait(10ms);
    return house.denied("not_curve") + house.denied("handshake_failed") >= 1;
  }));
  CHECK_FALSE(client.send("secret"));
  CHECK(house.nobody_spoke());
}

TEST_CASE("when the handler is gone nobody gets in any more, known or not", "[bus][door]") {
  counting counted;
  bus::context zmq;
  bus::keys_in_memory keys;
  auto mine = bus::make_keys();
  keys.add({mine.public_key, "msc-1", {"usage:msc-1"}});
  bus::key_book book{{&keys}};
  std::optional<bus::zap_handler> door{std::in_place, zmq, book, bus::make_keys()};
  auto server_key = door->own_keys().public_key;
  auto server = bus::make_server(*door, zmq::socket_type::router, {"usage", "tcp://127.0.0.1:*"});
  door.reset();
  bus::dealer client{zmq, {server.get(zmq::sockopt::last_endpoint), server_key, mine}};
  CHECK_FALSE(eventually([&] {
    client.wait(10ms);
    return client.send("hello");
  }, 1s));
  zmq::message_t frame;
  CHECK_FALSE(server.recv(frame, zmq::recv_flags::dontwait));
}

TEST_CASE("a revoked key loses its voice within five seconds on an open connection, and cannot come back",
          "[bus][door]") {
  open_house house;
  auto mine = house.newcomer("msc-1", {"usage:msc-1"});
  bus::dealer client{house.zmq, house.to(house.server.address(), mine)};
  REQUIRE(sent_in_time(client, "before"));
  REQUIRE(house.next());
  house.revoke(mine);
  CHECK(eventually([&] {
    client.send("after");
    auto it = house.next(100ms);
    return it && it->wrong == bus::key_revoked && !it->holder;
  }));
  bus::dealer again{house.zmq, house.to(house.server.address(), mine)};
  CHECK(eventually([&] { return again.wait(10ms) == bus::dealer::news::refused; }));
}

TEST_CASE("a key made known later opens the door without a restart of the client", "[bus][door]") {
  open_house house;
  auto mine = bus::make_keys();
  bus::dealer client{house.zmq, house.to(house.server.address(), mine)};
  REQUIRE(eventually([&] { return client.wait(10ms) == bus::dealer::news::refused; }));
  house.keys.add({mine.public_key, "msc-1", {"usage:msc-1"}});
  CHECK(eventually([&] { return client.wait(10ms) == bus::dealer::news::connected; }));
  CHECK(sent_in_time(client, "hello"));
  CHECK(house.next());
}

TEST_CASE("a client that names its own connection is not served, so nobody can take another's place", "[bus][door]") {
  open_house house;
  auto mine = house.newcomer("msc-1", {"usage:msc-1"});
  auto client = foreign(house);
  client.set(zmq::sockopt::routing_id, "msc-1");
  client.set(zmq::sockopt::curve_serverkey, house.door.own_keys().public_key);
  client.set(zmq::sockopt::curve_publickey, mine.public_key);
  client.set(zmq::sockopt::curve_secretkey, mine.secret_key);
  speak(client, house.server.address());
  auto it = house.next();
  REQUIRE(it);
  CHECK(it->wrong == bus::routing_id_chosen);
}

TEST_CASE("a message of several frames is malformed", "[bus][door]") {
  open_house house;
  auto mine = house.newcomer("msc-1", {"usage:msc-1"});
  auto client = bus::make_client(house.zmq, zmq::socket_type::dealer, house.to(house.server.address(), mine));
  client.set(zmq::sockopt::sndtimeo, 3000);
  client.connect(house.server.address());
  for (auto flags : {zmq::send_flags::sndmore, zmq::send_flags::none}) client.send(zmq::str_buffer("part"), flags);
  auto it = house.next();
  REQUIRE(it);
  CHECK(it->wrong == bus::frame_malformed);
}

TEST_CASE("a frame over the limit ends the connection and does not arrive", "[bus][door]") {
  open_house house;
  auto mine = house.newcomer("msc-1", {"usage:msc-1"});
  bus::dealer client{house.zmq, house.to(house.server.address(), mine)};
  REQUIRE(sent_in_time(client, std::string(1024 * 1024 + 1, 'x')));
  CHECK(house.nobody_spoke());
}

TEST_CASE("rubbish on the wire is no reason to fall", "[bus][door]") {
  open_house house;
  auto raw = foreign(house, zmq::socket_type::stream);
  raw.connect(house.server.address());
  auto id = raw.get(zmq::sockopt::routing_id, 256);
  for (int round = 0; round < 20; ++round) {
    raw.send(zmq::buffer(id), zmq::send_flags::sndmore);
    raw.send(zmq::buffer(std::string(100, static_cast<char>(round * 13))), zmq::send_flags::none);
  }
  CHECK(house.nobody_spoke());
  auto mine = house.newcomer("msc-1", {"usage:msc-1"});
  bus::dealer client{house.zmq, house.to(house.server.address(), mine)};
  CHECK(sent_in_time(client, "hello"));
  CHECK(house.next());
}

TEST_CASE("a process has one context, and an unfit libzmq is refused", "[bus][door]") {
  bus::context one;
  CHECK_THROWS_AS(bus::context{}, std::logic_error);
  CHECK_NOTHROW(bus::expect_fit_libzmq(true, {4, 3, 4}));
  CHECK_NOTHROW(bus::expect_fit_libzmq(true, {4, 3, 5}));
  CHECK_THROWS(bus::expect_fit_libzmq(true, {4, 3, 3}));
  CHECK_THROWS(bus::expect_fit_libzmq(true, {4, 2, 9}));
  CHECK_THROWS(bus::expect_fit_libzmq(false, {4, 3, 4}));
}

TEST_CASE("sockets are made in one place", "[bus][door]") {
  std::filesystem::recursive_directory_iterator all{ABONENT_SOURCE_DIR};
  for (const auto& each : all) {
    auto path = std::filesystem::relative(each.path(), ABONENT_SOURCE_DIR).string();
    if (path.starts_with("tests") || path.starts_with("build") || path.starts_with(".") || path == "console") {
      all.disable_recursion_pending();
      continue;
    }
    if (path == "bus/socket.cpp" || (!path.ends_with(".cpp") && !path.ends_with(".hpp"))) continue;
    std::ifstream in{each.path()};
    for (std::string line; std::getline(in, line);) {
      INFO(path << ": " << line);
      CHECK_FALSE(makes_a_socket(line));
    }
  }
}
