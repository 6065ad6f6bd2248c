// What is sold: a product offering (TMF620), its prices and the tariff that rates its usage.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/instant.hpp"
#include "core/money.hpp"

namespace catalog {

enum class offering_kind { mobile, fixed };  // as store::line_kind: what activation needs a number and a card for
enum class offering_pays { prepaid, postpaid };
enum class price_kind { one_time, monthly };
// What a part of a month costs: its share of the days, the whole month, nothing.
enum class proration { by_day, full, none };

struct offering_price {
  std::string code;  // unique in the offering: `monthly`, `activation`
  std::string label;
  price_kind kind = price_kind::monthly;
  std::int64_t amount_micros = 0;  // a month is charged when it begins
  proration prorated = proration::by_day;
  friend bool operator==(const offering_price&, const offering_price&) = default;
};

struct offering {
  std::string code;
  int version = 1;
  std::string name;
  std::string description;
  core::currency currency;
  core::period valid;  // when it may be sold; who has it keeps it
  offering_kind kind = offering_kind::mobile;
  offering_pays pays = offering_pays::prepaid;
  std::string tariff_group;           // what analytics groups by
  std::vector<std::string> services;  // what is switched on in the network: voice, sms, data
  std::string tariff_code;
  std::optional<int> tariff_version;  // nothing: whichever is valid when usage starts
  std::vector<offering_price> prices;

  [[nodiscard]] std::int64_t monthly_fee_micros() const;  // the sum of its monthly prices
  friend bool operator==(const offering&, const offering&) = default;
};

std::string_view name_of(offering_kind it);
std::string_view name_of(offering_pays it);
std::string_view name_of(price_kind it);
std::string_view name_of(proration it);

}  // namespace catalog
