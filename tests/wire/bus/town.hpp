// A bus of its own for one test: a context, a few keys, a door. Nothing here touches a fixed port.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <thread>

#include "bus/context.hpp"
#include "bus/key_book.hpp"
#include "bus/keys.hpp"
#include "bus/socket.hpp"
#include "bus/zap.hpp"
#include "core/metrics.hpp"

namespace tests {

using namespace std::chrono_literals;

// Counts what the bus counts, so that a test can look.
class counting final : public core::metrics {
 public:
  counting() { core::set_metrics(this); }
  ~counting() override { core::set_metrics(nullptr); }
  void add(std::string_view counter, std::string_view, const core::labels& with, double by) override {
    std::scoped_lock lock{guard_};
    sums_[name_of(counter, with)] += by;
  }
  void set(std::string_view, std::string_view, const core::labels&, double) override {}
  void observe(std::string_view, std::string_view, const core::labels&, double) override {}
  void forget(std::string_view) override {}
  double of(std::string_view counter, const core::labels& with) {
    std::scoped_lock lock{guard_};
    return sums_[name_of(counter, with)];
  }

 private:
  static std::string name_of(std::string_view counter, const core::labels& with) {
    std::string out{counter};
    for (const auto& [label, value] : with) out += " " + label + "=" + value;
    return out;
  }
  std::mutex guard_;
  std::map<std::string, double> sums_;
};

struct town {
  counting counted;
  bus::context zmq;
  bus::keys_in_memory keys;
  bus::key_book book{{&keys}, 200ms};
  bus::zap_handler door{zmq, book, bus::make_keys()};

  // A client whose key has these rights, known at once.
  bus::key_pair newcomer(std::string name, std::vector<std::string> rights) {
    auto it = bus::make_keys();
    keys.add({it.public_key, std::move(name), std::move(rights)});
    book.refresh();
    return it;
  }
  void revoke(const bus::key_pair& whose) { keys.revoke(whose.public_key); }  // the book finds out by itself
  bus::connection to(const std::string& address, const bus::key_pair& as) {
    return {address, door.own_keys().public_key, as};
  }
};

// True as soon as it is so; false when the time is over.
inline bool eventually(const std::function<bool()>& is_so, std::chrono::milliseconds most = 5s) {
  auto until = std::chrono::steady_clock::now() + most;
  while (std::chrono::steady_clock::now() < until) {
    if (is_so()) return true;
    std::this_thread::sleep_for(2ms);
  }
  return is_so();
}

}  // namespace tests
