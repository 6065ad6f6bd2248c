// Money comes in: the first writer of the ledger that is not usage.
#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>

#include "core/ids.hpp"
#include "core/money.hpp"
#include "core/refusal.hpp"
#include "core/uuid.hpp"
#include "db/tx.hpp"

namespace billing {

struct new_top_up {
  core::uuid top_up_id;  // made by who asks: the same one is received once
  core::customer_id customer;
  std::optional<core::subscriber_id> subscriber;  // the line it was given for, for the timeline
  core::money amount;
  std::string channel;  // a word: `shop`, `app`, `card`
  std::string by;       // the user's or system's name
};

struct received_top_up {
  core::uuid top_up_id;
  core::money balance;  // after it
};

// The customer must be there. Refusals: amount_not_positive, amount_too_large, currency_differs, channel_unreadable, top_up_differs.
core::result<received_top_up> top_up(db::tx& t, core::instant now, const new_top_up& what);

// What was received under this id before.
struct earlier_top_up {
  std::int64_t amount_micros = 0;
  std::string currency, channel;
  std::int64_t balance_micros = 0;
};
BOOST_DESCRIBE_STRUCT(earlier_top_up, (), (amount_micros, currency, channel, balance_micros))

// Receive it (nothing), or answer what was received before, or refuse.
core::result<std::optional<received_top_up>> decide_top_up(const new_top_up& what, const std::string& account_currency,
                                                           const std::optional<earlier_top_up>& earlier);

}  // namespace billing
