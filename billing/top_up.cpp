// load: the customer's lock, the account, an earlier one with this id. decide. record: ledger, top-up, timeline, event.
#include "billing/top_up.hpp"

#include <algorithm>

#include "billing/events_wire.hpp"
#include "billing/ledger.hpp"
#include "billing/refusals.hpp"
#include "billing/usage_sql.hpp"
#include "db/outbox.hpp"
#include "store/customer.hpp"
#include "store/timeline.hpp"

namespace billing {
namespace {

constexpr std::int64_t amount_micros_max = 1'000'000'000'000;  // a million units: a slipped finger, not a top-up

struct paying_account {
  std::string currency;
  bool postpaid;
};
BOOST_DESCRIBE_STRUCT(paying_account, (), (currency, postpaid))

bool is_word(const std::string& text) {
  return !text.empty() && text.size() <= 30 && std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

received_top_up received(const new_top_up& what, std::int64_t balance_micros) {
  return {what.top_up_id, core::money{balance_micros, what.amount.in()}};
}

// Who pays afterwards pays for what was used; nothing is topped up.
void tell(db::tx& t, core::instant now, const new_top_up& what, const received_top_up& done, bool postpaid) {
  store::timeline_entry line;
  line.entry_id = what.top_up_id;
  line.customer_id = what.customer;
  line.subscriber_id = what.subscriber;
  line.at = now;
  line.kind = "payment";
  line.title = (postpaid ? "Paid " : "Topped up by ") + what.amount.rounded_text();
  if (!postpaid) line.note = "Balance " + done.balance.rounded_text();
  line.what = postpaid ? "paid" : "topped_up";
  line.facts = {"amount", what.amount.amount(), "unit", std::string{what.amount.in().code()}, "balance", done.balance.amount()};
  line.channel = what.channel;
  line.tone = "good";
  line.by = what.by;
  line.reference = what.top_up_id.text();
  store::record_timeline(t, line);
  db::say(t, top_up_received(now, what.customer, what.top_up_id, what.amount));
}

}  // namespace

core::result<std::optional<received_top_up>> decide_top_up(const new_top_up& what, const std::string& account_currency,
                                                           const std::optional<earlier_top_up>& earlier) {
  if (earlier) {
    bool same = earlier->amount_micros == what.amount.micros() && earlier->currency == what.amount.in().code() && earlier->channel == what.channel;
    if (!same) return top_up_differs;
    return std::optional{received(what, earlier->balance_micros)};
  }
  if (what.amount.micros() <= 0) return amount_not_positive;
  if (what.amount.micros() > amount_micros_max) return amount_too_large;
  if (what.amount.in().code() != account_currency) return currency_differs.because("It is kept in " + account_currency + ".");
  if (!is_word(what.channel)) return channel_unreadable;
  return std::optional<received_top_up>{};
}

core::result<received_top_up> top_up(db::tx& t, core::instant now, const new_top_up& what) {
  store::lock_customer(t, what.customer);
  auto account = t.get<paying_account>(sql::account_of, what.customer);
  auto decided = decide_top_up(what, account.currency, t.find<earlier_top_up>(sql::find_top_up, what.customer, what.top_up_id));
  if (!decided) return decided.error();
  if (*decided) return **decided;
  new_entry entry;
  entry.customer = what.customer;
  entry.subscriber = what.subscriber;
  entry.kind = entry_kind::top_up;
  entry.delta_micros = what.amount.micros();
  entry.occurred_at = now;
  entry.reference = what.top_up_id;
  auto done = received(what, record_entries(t, now, std::span{&entry, 1})[0].after_micros);
  t.exec(sql::record_top_up, what.customer, what.top_up_id, what.amount.micros(), what.amount.in().code(), what.channel,
         done.balance.micros(), now);
  tell(t, now, what, done, account.postpaid);
  return done;
}

}  // namespace billing
