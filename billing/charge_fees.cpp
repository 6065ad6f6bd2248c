// load: the due fees, locked. decide: decide_fee(). record: the charge's key, the fee's next date, the timeline, and
// last the ledger, which holds lanes until the commit.
#include "billing/charge_fees.hpp"

#include <fmt/format.h>
#include <boost/describe/class.hpp>

#include <stdexcept>
#include <vector>

#include "billing/fee.hpp"
#include "billing/fee_sql.hpp"
#include "billing/ledger.hpp"
#include "catalog/find.hpp"
#include "core/money.hpp"
#include "core/uuid.hpp"
#include "store/timeline.hpp"

namespace billing {
namespace {

struct product_row {
  std::int64_t product_id;
  std::string offering_code;
  int offering_version;
  std::string currency;
};
BOOST_DESCRIBE_STRUCT(product_row, (), (product_id, offering_code, offering_version, currency))

// The same charge always has the same id.
core::uuid charge_id(const fee& of, const fee_charge& what) {
  return core::uuid::named(fmt::format("fee {} {} {} {} {}", of.customer_id.value(), of.product_id, of.price_code,
                                       core::date_text(what.period.from),
                                       what.kind == fee_charge_kind::charge ? "charge" : "credit"));
}

std::string title_of(const fee& of, const fee_charge& what) {
  auto currency = core::currency::parse(of.currency).value();
  if (what.kind == fee_charge_kind::credit)
    return fmt::format("{}: {} credited", of.label, core::money{-what.amount_micros, currency}.text());
  return fmt::format("{}: {} charged", of.label, core::money{what.amount_micros, currency}.text());
}

std::string note_of(const fee_charge& what) {
  if (what.period.days() == 0) return {};
  auto last = std::chrono::sys_days{what.period.to} - std::chrono::days{1};
  auto days =
      what.period == what.cycle ? std::string{} : fmt::format(", {} of {} days", what.period.days(), what.cycle.days());
  return fmt::format("For {} to {}{}", core::date_text(what.period.from), core::date_text(core::civil_date{last}),
                     days);
}

std::vector<std::string> facts_of(const fee& of, const fee_charge& what) {
  auto micros = what.kind == fee_charge_kind::credit ? -what.amount_micros : what.amount_micros;
  core::money amount{micros, core::currency::parse(of.currency).value()};
  std::vector<std::string> out{"label",    of.label,         "kind", db::text<fee_kind>::to(of.kind),
                               "offering", of.offering_code, "unit", of.currency, "amount", amount.amount()};
  if (what.period.days() == 0) return out;
  core::civil_date last{std::chrono::sys_days{what.period.to} - std::chrono::days{1}};
  out.insert(out.end(), {"from", core::date_text(what.period.from), "to", core::date_text(last)});
  if (what.period != what.cycle)
    out.insert(out.end(), {"days", std::to_string(what.period.days()), "of", std::to_string(what.cycle.days())});
  return out;
}

void tell(db::tx& t, const fee& of, const fee_charge& what, const core::uuid& id) {
  store::timeline_entry line;
  line.entry_id = id;
  line.customer_id = of.customer_id;
  line.subscriber_id = of.subscriber_id;
  line.at = what.occurred_at;
  line.kind = "fee";
  line.title = title_of(of, what);
  line.note = note_of(what);
  line.channel = "system";
  line.tone = "neutral";
  line.by = "billing";
  line.reference = id.text();
  line.what = what.kind == fee_charge_kind::credit ? "fee_credited" : "fee_charged";
  line.facts = facts_of(of, what);
  store::record_timeline(t, line);
}

new_charge charge_of(const fee& of, const fee_charge& what, const core::uuid& id) {
  new_charge out;
  out.customer = of.customer_id;
  out.subscriber = of.subscriber_id;
  out.kind = of.kind == fee_kind::monthly ? entry_kind::recurring_fee : entry_kind::one_time_fee;
  out.amount_micros = what.amount_micros;
  out.occurred_at = what.occurred_at;
  out.reference = id;
  out.under = {of.offering_code, of.offering_version, {}, 0, of.tariff_group, of.scratch};
  return out;
}

void record_step(db::tx& t, core::instant now, const fee& of, const fee_step& step, std::vector<new_charge>& charges) {
  t.exec(sql::move_fee, of.customer_id, of.product_id, of.price_code, step.charged_to, step.due_at);
  if (!step.what) return;
  const auto& what = *step.what;
  auto id = charge_id(of, what);
  auto fresh = t.change(sql::record_fee_charge, of.customer_id, of.product_id, of.price_code, what.period.from,
                        what.kind, what.period.to, what.cycle.from, what.cycle.to, what.amount_micros, id, now);
  // A period that is charged already is passed over, so that one damaged date costs nobody twice and holds nobody up.
  if (fresh == 0 || what.amount_micros == 0) return;
  tell(t, of, what, id);
  charges.push_back(charge_of(of, what, id));
}

}  // namespace

void begin_fees(db::tx& t, core::instant at, core::customer_id customer, core::subscriber_id line,
                const std::string& tariff_group, bool scratch) {
  auto product = t.find<product_row>(sql::product_at, customer, line, at);
  if (!product) throw std::runtime_error{fmt::format("line {} has no product at {}", line.value(), at.text())};
  auto offering = catalog::find_offering(t, product->offering_code, product->offering_version);
  if (!offering)
    throw std::runtime_error{fmt::format("the catalogue has no offering {} version {}: load it, then retry this event",
                                         product->offering_code, product->offering_version)};
  if (offering->prices.empty()) return;
  if (offering->currency.code() != product->currency)
    throw std::runtime_error{fmt::format("offering {} is in {}, the account of line {} in {}", offering->code,
                                         offering->currency.code(), line.value(), product->currency)};
  for (const auto& each : offering->prices)
    if (each.amount_micros > 0)
      t.exec(sql::begin_fee, customer, product->product_id, each.code, line, each.label, name_of(each.kind),
             each.amount_micros, name_of(each.prorated), offering->code, offering->version, tariff_group, scratch, at);
}

void end_fees(db::tx& t, core::instant at, core::customer_id customer, core::subscriber_id line,
              std::int64_t but_product) {
  t.exec(sql::end_fees, customer, line, at, but_product);
}

std::size_t charge_fees(db::access billing, core::instant now, std::size_t most, const tell_charged& tell) {
  std::vector<core::customer_id> who;
  auto done = billing.transact([&](db::tx& t) {
    auto due = t.all<fee>(sql::due_fees, now, most);
    std::vector<new_charge> charges;
    for (const auto& each : due) record_step(t, now, each, decide_fee(each), charges);
    record_charges(t, now, charges);
    who.clear();
    for (const auto& each : charges) who.push_back(each.customer);
    return due.size();
  });
  tell_once(tell, std::move(who));
  return done;
}

}  // namespace billing
