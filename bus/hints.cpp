// Hints: a PUB socket that lets go of listeners whose key was revoked, and a SUB socket.
#include "bus/hints.hpp"

#include <deque>
#include <mutex>
#include <thread>

#include "abonent/v1/hints.pb.h"
#include "bus/dealer.hpp"
#include "bus/key_book.hpp"
#include "bus/waker.hpp"
#include "bus/zap.hpp"
#include "core/log.hpp"

namespace bus {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t waiting_most = 10'000;
constexpr auto bind_again_after = 200ms;

// What a SUB socket filters by. The closing dot keeps customer 12 apart from customer 123.
std::string prefix_of(core::customer_id customer) { return "customer." + std::to_string(customer.value()) + "."; }

std::string write_hint(const hint& it) {
  abonent::v1::Hint out;
  out.set_customer_id(it.customer.value());
  out.set_what(it.what);
  out.set_position(static_cast<std::uint64_t>(it.position));
  return out.SerializeAsString();
}

}  // namespace

struct hints_publisher::works {
  works(zap_handler& door_of, std::string at) : door{door_of}, options{"hints", std::move(at), 64 * 1024, 1000, 1000} {
    bind();
    options.address = address = socket.get(zmq::sockopt::last_endpoint);
    thread = std::jthread{[this](const std::stop_token& stop) { run(stop); }};
  }

  void bind() {
    keys_edition = door.known().edition();
    socket = make_server(door, zmq::socket_type::pub, options);
  }

  void run(const std::stop_token& stop) {
    std::stop_callback wake_up{stop, [this] { bell.wake(); }};
    while (!stop.stop_requested()) {
      zmq::pollitem_t items[]{{nullptr, bell.file(), ZMQ_POLLIN, 0}};
      zmq::poll(items, 1, 500ms);
      bell.settle();
      if (door.known().edition() != keys_edition) open_anew();
      send_waiting();
    }
  }

  // A publisher cannot tell its listeners apart, so after a change of keys all of them knock again and the door
  // decides.
  void open_anew() {
    socket.close();
    try {
      bind();
    } catch (const std::runtime_error& why) {  // the old socket is still letting go of the address
      core::log::debug("room=bus verb=open_hints outcome=again why={}", why.what());
      socket = {};
      keys_edition = 0;
      std::this_thread::sleep_for(bind_again_after);
    }
  }

  void send_waiting() {
    std::deque<hint> due;
    {
      std::scoped_lock lock{guard};
      due.swap(waiting);
    }
    if (!socket) return;
    for (const auto& each : due) {
      socket.send(zmq::buffer(prefix_of(each.customer)), zmq::send_flags::sndmore | zmq::send_flags::dontwait);
      socket.send(zmq::buffer(write_hint(each)), zmq::send_flags::dontwait);
    }
  }

  zap_handler& door;
  server_options options;
  zmq::socket_t socket;
  std::string address;
  std::uint64_t keys_edition = 0;
  waker bell;
  std::mutex guard;
  std::deque<hint> waiting;
  std::jthread thread;
};

hints_publisher::hints_publisher(zap_handler& door, std::string address)
    : works_{std::make_unique<works>(door, std::move(address))} {}
hints_publisher::~hints_publisher() = default;

std::string hints_publisher::address() const { return works_->address; }

void hints_publisher::say(hint it) {
  std::scoped_lock lock{works_->guard};
  if (works_->waiting.size() >= waiting_most) works_->waiting.pop_front();
  works_->waiting.push_back(std::move(it));
  works_->bell.wake();
}

struct hints_listener::works {
  works(context& in, connection to, std::function<void(const hint&)> then, core::customer_id only)
      : link{in, std::move(to), zmq::socket_type::sub}, hear{std::move(then)} {
    link.subscribe(only.empty() ? "customer." : prefix_of(only));
    thread = std::jthread{[this](const std::stop_token& stop) { run(stop); }};
  }

  void run(const std::stop_token& stop) {
    std::stop_callback wake_up{stop, [this] { link.wake(); }};
    while (!stop.stop_requested()) {
      if (link.wait(1s) != dealer::news::message) continue;
      abonent::v1::Hint it;
      auto bytes = link.message();
      if (!it.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) continue;
      try {
        hear({core::customer_id{it.customer_id()}, it.what(), static_cast<std::int64_t>(it.position())});
      } catch (const std::exception& why) {
        core::log::warn("room=bus verb=hear_hint outcome=failed why={}", why.what());
      }
    }
  }

  dealer link;
  std::function<void(const hint&)> hear;
  std::jthread thread;
};

hints_listener::hints_listener(context& in, connection to, std::function<void(const hint&)> hear,
                               core::customer_id only)
    : works_{std::make_unique<works>(in, std::move(to), std::move(hear), only)} {}
hints_listener::~hints_listener() = default;

}  // namespace bus
