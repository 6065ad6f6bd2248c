// Rights, and keys known to this process only.
#include "bus/key_source.hpp"

#include <algorithm>

namespace bus {
namespace {

// `usage:msc-1` into `usage` and `msc-1`; without a colon the name is empty.
struct split_right {
  std::string_view endpoint;
  std::string_view name;
};
split_right split(std::string_view right) {
  auto colon = right.find(':');
  if (colon == std::string_view::npos) return {right, {}};
  return {right.substr(0, colon), right.substr(colon + 1)};
}

}  // namespace

std::vector<known_key> keys_in_memory::keys() {
  std::scoped_lock lock{guard_};
  std::vector<known_key> out;
  for (const auto& [_, key] : keys_) out.push_back(key);
  return out;
}

void keys_in_memory::add(known_key key) {
  std::scoped_lock lock{guard_};
  auto name = key.public_key;
  keys_.insert_or_assign(std::move(name), std::move(key));
}

void keys_in_memory::revoke(std::string_view public_key) {
  std::scoped_lock lock{guard_};
  if (auto at = keys_.find(public_key); at != keys_.end()) keys_.erase(at);
}

bool holds_right(std::span<const std::string> rights, std::string_view endpoint, std::string_view name) {
  return std::any_of(rights.begin(), rights.end(), [&](const std::string& each) {
    auto right = split(each);
    return right.endpoint == endpoint && (right.name == "*" || right.name == name);
  });
}

bool holds_any_right(std::span<const std::string> rights, std::string_view endpoint) {
  return std::any_of(rights.begin(), rights.end(),
                     [&](const std::string& each) { return split(each).endpoint == endpoint; });
}

}  // namespace bus
