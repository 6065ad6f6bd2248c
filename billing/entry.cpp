// The id of a ledger row outside.
#include "billing/entry.hpp"

#include <fmt/format.h>

#include <charconv>

namespace billing {
namespace {

// A number without sign or leading zeros' surprises; `text` is moved past it.
template <class T>
bool take_number(std::string_view& text, T& into) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
  if (error != std::errc{} || into < 0) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

bool take_dash(std::string_view& text) {
  if (!text.starts_with('-')) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

std::string entry_place::text() const { return fmt::format("{}-{}-{}", customer.value(), pos, line); }

std::optional<entry_place> entry_place::parse(std::string_view text) {
  std::int64_t customer = 0;
  entry_place out;
  if (!take_number(text, customer) || !take_dash(text) || !take_number(text, out.pos) || !take_dash(text) ||
      !take_number(text, out.line) || !text.empty())
    return std::nullopt;
  out.customer = core::customer_id{customer};
  return out;
}

}  // namespace billing
