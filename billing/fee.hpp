// What a product costs by being there: once, or every month in advance. The rules; charge_fees.hpp runs them.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>

#include "billing/billing_cycle.hpp"
#include "core/ids.hpp"
#include "core/instant.hpp"

namespace billing {

enum class fee_kind { one_time, monthly };
BOOST_DESCRIBE_ENUM(fee_kind, one_time, monthly)
enum class fee_proration { by_day, full, none };  // what a part of a month costs: its days, the whole month, nothing
BOOST_DESCRIBE_ENUM(fee_proration, by_day, full, none)

struct fee {
  core::customer_id customer_id;
  std::int64_t product_id = 0;
  std::string price_code;  // of the offering; with the product it is the fee's name
  core::subscriber_id subscriber_id;
  std::string label;
  fee_kind kind = fee_kind::monthly;
  std::int64_t amount_micros = 0;  // of a whole month
  fee_proration proration = fee_proration::by_day;
  std::string offering_code;
  int offering_version = 0;
  std::string tariff_group;
  bool scratch = false;
  core::instant began_at;
  std::optional<core::instant> ended_at;
  std::optional<core::civil_date> charged_to;  // every day before it is charged; nothing: none is
  // As the customer has them now; a change holds from the next cycle on.
  std::string currency, time_zone;
  int bill_day = 1;
  // The charge that reaches charged_to: what a credit goes back from.
  std::optional<core::civil_date> last_from, last_cycle_from, last_cycle_to;
  std::optional<std::int64_t> last_amount_micros;
};
BOOST_DESCRIBE_STRUCT(fee, (),
                      (customer_id, product_id, price_code, subscriber_id, label, kind, amount_micros, proration,
                       offering_code, offering_version, tariff_group, scratch, began_at, ended_at, charged_to, currency,
                       time_zone, bill_day, last_from, last_cycle_from, last_cycle_to, last_amount_micros))

enum class fee_charge_kind { charge, credit };
BOOST_DESCRIBE_ENUM(fee_charge_kind, charge, credit)

// One charge or credit and where the fee stands after it.
struct fee_charge {
  fee_charge_kind kind = fee_charge_kind::charge;
  date_span period, cycle;
  std::int64_t amount_micros = 0;  // negative for a credit; zero is written down but moves no money
  core::instant occurred_at;
};
struct fee_step {
  std::optional<fee_charge> what;  // nothing: only the fee's next date changes
  std::optional<core::civil_date> charged_to;
  std::optional<core::instant> due_at;  // when there is something to do next; nothing: never again
};

// What `active` days of a cycle cost, in whole minor units of the currency. Days belong to who has them when they
// begin: the day of activation counts, the day of the end does not.
std::int64_t fee_for(std::int64_t amount_micros, fee_proration proration, const date_span& cycle,
                     const date_span& active, int decimals);

// The next thing a fee that is due asks for. Missed months come one after another, each with its own date.
fee_step decide_fee(const fee& of);

}  // namespace billing
