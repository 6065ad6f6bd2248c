// The whole program takes RADIUS accounting and is killed with SIGKILL at random while it does. The element sends again
// what was not answered, as elements do. Afterwards every session that was answered counts once, and none twice.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <map>
#include <random>
#include <thread>

#include "adapters/radius/packet.hpp"
#include "tests/catch.hpp"
#include "tests/free_port.hpp"
#include "tests/journeys/program.hpp"

namespace {

using namespace std::chrono_literals;

constexpr int sessions = 3'000, window = 64, kills = 6;
constexpr auto secret = "a secret of the test";

// A network element: at most `window` reports under way, each sent again until it is answered.
class element {
 public:
  explicit element(std::uint16_t port) : socket_{::socket(AF_INET, SOCK_DGRAM, 0)} {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    REQUIRE(::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0);
  }
  ~element() { ::close(socket_); }

  void report_all() {
    int next = 0;
    while (answered < sessions) {
      while (static_cast<int>(open_.size()) < window && next < sessions) begin(next++);
      hear();
      auto now = std::chrono::steady_clock::now();
      for (auto& [_, each] : open_)
        if (now - each.sent_at > 500ms) send(each);
    }
  }
  std::atomic<int> answered = 0;

 private:
  struct report {
    std::string packet;
    std::chrono::steady_clock::time_point sent_at;
  };
  void begin(int session) {
    std::uint8_t id = 0;
    while (open_.contains(id)) ++id;
    auto attributes = radius::write_attribute(40, 2) + radius::write_attribute(44, fmt::format("k-{}", session)) + radius::write_attribute(32, std::string_view{"bng"}) +
                      radius::write_attribute(1, std::string_view{"anna@isp.example"}) + radius::write_attribute(46, 60) + radius::write_attribute(43, 1'000'000) +
                      radius::write_attribute(55, 1'772'434'800);
    send(open_[id] = {radius::write_request(radius::code::accounting_request, id, attributes, secret), {}});
  }
  void send(report& it) {
    [[maybe_unused]] auto sent = ::send(socket_, it.packet.data(), it.packet.size(), 0);  // refused while the program is away
    it.sent_at = std::chrono::steady_clock::now();
  }
  void hear() {
    pollfd wait{socket_, POLLIN, 0};
    ::poll(&wait, 1, 10);
    char datagram[radius::packet_bytes_max];
    for (ssize_t length; (length = ::recv(socket_, datagram, sizeof datagram, MSG_DONTWAIT)) > 0;) {
      auto answer = radius::read_packet({datagram, static_cast<std::size_t>(length)});
      REQUIRE(answer);
      auto at = open_.find(answer->id);
      if (at == open_.end()) continue;  // a second answer
      auto asked = radius::read_packet(at->second.packet);
      if (!radius::proves_response(*answer, asked->id, asked->authenticator, secret)) continue;  // to the id's report before
      open_.erase(at);
      ++answered;
    }
  }
  int socket_;
  std::map<std::uint8_t, report> open_;
};

}  // namespace

TEST_CASE("killed again and again while it takes RADIUS accounting, the program counts every answered session once") {
  auto seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random{seed};
  auto port = static_cast<std::uint16_t>(tests::free_port());
  auto clients = std::filesystem::temp_directory_path() / fmt::format("abonent-radius-kill-{}", getpid());
  std::filesystem::create_directories(clients);
  std::ofstream{clients / "secret"} << secret << "\n";
  std::ofstream{clients / "clients.toml"} << "[[client]]\nname = \"edge\"\naddress = \"127.0.0.1\"\nsecret_file = \"secret\"\n";
  tests::program at{fmt::format("[http]\nport = 0\n[metrics]\nport = 0\n[radius]\nport = {}\nclients_file = \"{}\"\n", port, (clients / "clients.toml").string())};
  at.start({"--no-demo"});
  CHECK(at.at().radius == fmt::format("127.0.0.1:{}", port));

  element bng{port};
  std::thread reporting{[&] { bng.report_all(); }};
  for (int i = 0; i < kills; ++i) {
    int until = sessions * (i + 1) / (kills + 1);
    while (bng.answered < until) std::this_thread::sleep_for(1ms);
    std::this_thread::sleep_for(std::chrono::milliseconds{random() % 40});
    at.kill_now();
    at.start({"--no-demo"});
  }
  reporting.join();
  CHECK(bng.answered == sessions);
  INFO(at.last_words());
  CHECK(at.look("SELECT count(*) FROM billing.session_part") == sessions);
  CHECK(at.look("SELECT count(DISTINCT charging_id) FROM billing.session_part") == sessions);
  auto joined = "SELECT count(*) FROM billing.suspense WHERE source = 'radius/joined' AND reason = 'subscriber_unknown'";
  for (int i = 0; i < 300 && at.look(joined) < sessions; ++i) std::this_thread::sleep_for(100ms);
  CHECK(at.look(joined) == sessions);  // nobody has that login: each is there, once
  at.stop();
  std::filesystem::remove_all(clients);
}
