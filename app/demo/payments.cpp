// One payment a customer and month, of exactly what the ledger says was charged in it.
#include "app/demo/payments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "app/demo/demo_sql.hpp"
#include "app/demo/town.hpp"
#include "billing/on_events.hpp"
#include "billing/top_up.hpp"
#include "db/outbox.hpp"

namespace app::demo {
namespace {

struct month_charged {
  core::customer_id customer_id;
  core::subscriber_id subscriber_id;
  core::instant ended_at;  // where the next month begins
  std::int64_t amount_micros;
  std::string currency;
};
BOOST_DESCRIBE_STRUCT(month_charged, (), (customer_id, subscriber_id, ended_at, amount_micros, currency))

// Fees come from events: all of them are heard, and what they made due is charged.
bool fees_are_charged(const operator_doors& at, core::instant now) {
  return at.here.as("billing").read([&](db::tx& t) {
    auto standings = db::consumer_standings(t);
    auto billing = std::find_if(standings.begin(), standings.end(), [](const auto& each) { return each.name == billing::consumer; });
    return billing != standings.end() && billing->position >= db::last_position(t) && !t.get<bool>(sql::fees_are_due, now);
  });
}

void pay(const operator_doors& at, core::instant now, const month_charged& it) {
  dice d{static_cast<std::uint64_t>(it.customer_id.value()) * 131 + static_cast<std::uint64_t>(it.ended_at.micros() / 86'400'000'000)};
  auto paid_at = it.ended_at + std::chrono::days{3 + static_cast<int>(d.below(9))} + std::chrono::minutes{static_cast<int>(480 + d.below(700))};
  bool late = dice{static_cast<std::uint64_t>(it.customer_id.value()) + 5}.chance(60) && now - it.ended_at < std::chrono::days{70};
  if (paid_at >= now || late) return;
  auto id = core::uuid::named(fmt::format("demo/payment/{}/{}", it.customer_id.value(), it.ended_at.text()));
  billing::new_top_up what{id, it.customer_id, it.subscriber_id, core::money{it.amount_micros, *core::currency::parse(it.currency)}, "bank_transfer", "Customer"};
  at.here.as("billing").transact([&](db::tx& t) { return billing::top_up(t, paid_at, what); }).value();
}

}  // namespace

bool pay_months(const operator_doors& at, core::instant now) {
  auto done = at.settings.data_dir / "demo.paid";
  if (std::filesystem::exists(done)) return true;
  if (!fees_are_charged(at, now)) return false;
  for (const auto& each : at.here.as("billing").read([&](db::tx& t) { return t.all<month_charged>(sql::months_charged, now); })) pay(at, now, each);
  std::ofstream{done} << now.text() << '\n';
  return true;
}

}  // namespace app::demo
