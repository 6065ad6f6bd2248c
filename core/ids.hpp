// Ids that travel between rooms. Records do not travel; ids do.
// bigint for what the store owns, a UUIDv7 made by the caller for what can be retried (core/uuid.hpp).
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace core {

template <class Tag>
class id {
 public:
  constexpr id() = default;  // 0: no such thing
  constexpr explicit id(std::int64_t value) : value_{value} {}
  [[nodiscard]] constexpr std::int64_t value() const { return value_; }
  [[nodiscard]] constexpr bool empty() const { return value_ == 0; }
  friend constexpr auto operator<=>(id, id) = default;

 private:
  std::int64_t value_ = 0;
};

using party_id = id<struct party_tag>;
using customer_id = id<struct customer_tag>;
using billing_account_id = id<struct billing_account_tag>;
using subscriber_id = id<struct subscriber_tag>;  // one line of a customer
using user_id = id<struct user_tag>;

}  // namespace core

template <class Tag>
struct std::hash<core::id<Tag>> {
  std::size_t operator()(core::id<Tag> it) const noexcept { return std::hash<std::int64_t>{}(it.value()); }
};
