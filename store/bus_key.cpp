// Keys of the bus: added, revoked, found.
#include "store/bus_key.hpp"

#include <algorithm>

#include "bus/keys.hpp"
#include "store/access_refusals.hpp"
#include "store/access_sql.hpp"

namespace store {
namespace {

namespace sql = access_sql;

constexpr std::string_view name_letters = "abcdefghijklmnopqrstuvwxyz0123456789._-";

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && name.find_first_not_of(name_letters) == std::string_view::npos &&
         std::string_view{"._-"}.find(name.front()) == std::string_view::npos;
}

}  // namespace

bool is_bus_right(std::string_view right) {
  if (right == "hints") return true;
  for (std::string_view endpoint : {"usage:", "charging:", "events:", "provisioning:"})
    if (right.starts_with(endpoint)) {
      auto name = right.substr(endpoint.size());
      return name == "*" || is_name(name);
    }
  return false;
}

core::result<void> add_bus_key(db::tx& t, core::instant now, const std::string& name, const std::string& public_key,
                               const std::vector<std::string>& rights) {
  auto key = bus::check_public_key(public_key);
  if (!key) return key.error();
  if (!is_name(name)) return bus_key_name_unreadable;
  if (rights.empty()) return bus_right_unknown.because("At least one is needed.");
  auto wrong = std::find_if_not(rights.begin(), rights.end(), is_bus_right);
  if (wrong != rights.end()) return bus_right_unknown.because("`" + *wrong + "` is none.");
  if (t.change(sql::add_bus_key, *key, name, rights, now) == 0) return bus_key_taken;
  return {};
}

core::result<int> revoke_bus_keys(db::tx& t, core::instant now, std::string_view name_or_key) {
  auto count = t.change(sql::revoke_bus_keys, name_or_key, now);
  if (count == 0) return bus_key_unknown;
  return static_cast<int>(count);
}

std::vector<bus_key> bus_keys(db::tx& t) { return t.all<bus_key>(sql::bus_keys); }
std::vector<bus_key> bus_keys_in_force(db::tx& t) { return t.all<bus_key>(sql::bus_keys_in_force); }

std::optional<bus_key> find_bus_key(db::tx& t, std::string_view public_key) {
  return t.find<bus_key>(sql::find_bus_key, public_key);
}

}  // namespace store
