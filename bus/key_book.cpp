// The keys in force, read again every second.
#include "bus/key_book.hpp"

#include <algorithm>
#include <exception>

#include "bus/keys.hpp"
#include "core/log.hpp"
#include "core/metrics.hpp"

namespace bus {
namespace {

bool same(const known_key& a, const known_key& b) { return a.name == b.name && a.rights == b.rights; }

}  // namespace

key_book::key_book(std::vector<key_source*> sources, std::chrono::milliseconds every)
    : sources_{std::move(sources)}, every_{every}, pages_{std::make_shared<const pages>()} {
  refresh();
  reader_ = std::jthread{[this](std::stop_token stop) { keep_fresh(stop); }};
}

key_book::~key_book() = default;

std::shared_ptr<const known_key> key_book::find(std::string_view public_key) const {
  std::scoped_lock lock{guard_};
  auto at = pages_->find(public_key);
  if (at == pages_->end()) return nullptr;
  return {pages_, &at->second};
}

std::uint64_t key_book::edition() const {
  std::scoped_lock lock{guard_};
  return edition_;
}

void key_book::refresh() {
  std::scoped_lock one{refreshing_};
  auto fresh = std::make_shared<const pages>(read());
  std::scoped_lock lock{guard_};
  read_at_ = std::chrono::steady_clock::now();
  auto as_before = [](const auto& a, const auto& b) { return a.first == b.first && same(a.second, b.second); };
  if (std::equal(fresh->begin(), fresh->end(), pages_->begin(), pages_->end(), as_before)) return;
  pages_ = std::move(fresh);
  ++edition_;
}

key_book::pages key_book::read() {
  pages out;
  for (auto* source : sources_) {
    for (auto& each : source->keys()) {
      if (auto sound = check_public_key(each.public_key); !sound) {
        if (left_out_.insert(each.public_key).second)
          core::log::warn("room=bus verb=read_keys outcome={} holder={}", sound.error().code(), each.name);
        continue;
      }
      auto key = each.public_key;
      out.insert_or_assign(std::move(key), std::move(each));
    }
  }
  return out;
}

void key_book::keep_fresh(std::stop_token stop) {
  std::mutex waiting;
  std::unique_lock lock{waiting};
  while (!stopping_.wait_for(lock, stop, every_, [&] { return stop.stop_requested(); })) {
    try {
      refresh();
    } catch (const std::exception& why) {
      core::log::warn("room=bus verb=read_keys outcome=failed why={}", why.what());
    }
    std::scoped_lock look{guard_};
    std::chrono::duration<double> age = std::chrono::steady_clock::now() - read_at_;
    core::gauge("abonent_bus_keys_age_seconds", "How long ago the keys of the bus were read; revoking waits for it",
                age.count());
  }
}

}  // namespace bus
