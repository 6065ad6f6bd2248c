// Units by service; the names are those of IEC 80000-13 and the SI.
#include "catalog/quantity.hpp"

#include <fmt/format.h>

#include <charconv>
#include <span>

#include "core/assert.hpp"

namespace catalog {
namespace {

struct unit {
  std::string_view name;
  std::int64_t size;
};
constexpr unit of_time[] = {{"s", 1}, {"min", 60}, {"h", 3'600}};
constexpr unit of_messages[] = {{"", 1}};
constexpr unit of_data[] = {{"GiB", 1 << 30}, {"GB", 1'000'000'000}, {"MiB", 1 << 20}, {"MB", 1'000'000},
                            {"KiB", 1 << 10}, {"kB", 1'000},         {"B", 1}};

std::span<const unit> units(service of) {
  switch (of) {
    case service::voice:
      return of_time;
    case service::sms:
    case service::content:
      return of_messages;
    case service::data:
      return of_data;
  }
  ABONENT_ASSERT(false);
}

}  // namespace

std::optional<std::int64_t> parse_quantity(std::string_view text, service of) {
  std::int64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number < 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  while (text.starts_with(' ')) text.remove_prefix(1);
  if (text.empty()) return number;
  for (const auto& each : units(of))
    if (each.name == text) {
      std::int64_t product;
      if (__builtin_mul_overflow(number, each.size, &product)) return std::nullopt;
      return product;
    }
  return std::nullopt;
}

std::string quantity_text(std::int64_t quantity, service of) {
  switch (of) {
    case service::voice:
      return fmt::format("{} s", quantity);
    case service::sms:
      return fmt::format("{} message{}", quantity, quantity == 1 ? "" : "s");
    case service::content:
      return fmt::format("{} event{}", quantity, quantity == 1 ? "" : "s");
    case service::data:
      for (const auto& each : of_data)
        if (quantity % each.size == 0 && (quantity != 0 || each.size == 1))
          return fmt::format("{} {}", quantity / each.size, each.name);
  }
  ABONENT_ASSERT(false);
}

std::string quantity_text(std::int64_t quantity, service of, int decimals) {
  if (decimals == 0) return quantity_text(quantity, of);
  auto magnitude = static_cast<std::uint64_t>(quantity < 0 ? -quantity : quantity);
  auto digits = fmt::format("{:0{}}", magnitude, decimals + 1);
  auto whole = digits.substr(0, digits.size() - static_cast<std::size_t>(decimals)), rest = digits.substr(whole.size());
  while (!rest.empty() && rest.back() == '0') rest.pop_back();
  auto unit = of == service::voice ? " s" : of == service::data ? " B" : of == service::sms ? " messages" : " events";
  return fmt::format("{}{}{}{}{}", quantity < 0 ? "-" : "", whole, rest.empty() ? "" : ".", rest, unit);
}

}  // namespace catalog
