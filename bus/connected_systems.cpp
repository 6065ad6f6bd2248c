// Which provisioning systems are connected.
#include "bus/connected_systems.hpp"

#include <algorithm>

namespace bus {

bool connected_systems::said_hello(const std::string& name, const std::string& peer, const std::string& key,
                                   std::uint32_t credit, time now) {
  std::scoped_lock lock{guard_};
  std::erase_if(systems_, [&](const auto& each) { return each.second.peer == peer && each.first != name; });
  auto& it = systems_[name];
  bool is_new = it.peer != peer;
  if (is_new) it.under_way.clear();
  it.peer = peer;
  it.key = key;
  it.credit = std::max(credit, 1u);
  it.heard_at = now;
  return is_new;
}

std::optional<std::string> connected_systems::name_of(const std::string& peer) const {
  std::scoped_lock lock{guard_};
  for (const auto& [name, it] : systems_)
    if (it.peer == peer) return name;
  return std::nullopt;
}

void connected_systems::left(const std::string& peer) {
  std::scoped_lock lock{guard_};
  std::erase_if(systems_, [&](const auto& each) { return each.second.peer == peer; });
}

void connected_systems::forget_silent(time since) {
  std::scoped_lock lock{guard_};
  std::erase_if(systems_, [&](const auto& each) { return each.second.heard_at < since; });
}

std::vector<std::string> connected_systems::drop_unless(
    const std::function<bool(const std::string& key, const std::string& system)>& may_serve) {
  std::scoped_lock lock{guard_};
  std::vector<std::string> out;
  for (const auto& [name, it] : systems_)
    if (!may_serve(it.key, name)) out.push_back(it.peer);
  std::erase_if(systems_,
                [&](const auto& each) { return std::find(out.begin(), out.end(), each.second.peer) != out.end(); });
  return out;
}

connected_systems::place connected_systems::find(std::string_view name) const {
  std::scoped_lock lock{guard_};
  auto at = systems_.find(name);
  if (at == systems_.end()) return {};
  return {at->second.peer, at->second.has_credit()};
}

connected_systems::place connected_systems::take_credit(std::string_view name, const core::uuid& errand_id) {
  std::scoped_lock lock{guard_};
  auto at = systems_.find(name);
  if (at == systems_.end()) return {};
  auto& it = at->second;
  // An errand sent again under its id takes no second place.
  if (!it.under_way.contains(errand_id) && !it.has_credit()) return {it.peer, false};
  it.under_way.insert(errand_id);
  return {it.peer, true};
}

void connected_systems::done(const std::string& peer, const core::uuid& errand_id) {
  std::scoped_lock lock{guard_};
  for (auto& [_, it] : systems_)
    if (it.peer == peer) it.under_way.erase(errand_id);
}

}  // namespace bus
