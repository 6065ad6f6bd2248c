// Light traffic: a switch that reports calls over the real usage endpoint, people who top up, come and leave.
#include <fmt/format.h>

#include <random>

#include "activation/activate_subscriber.hpp"
#include "activation/change_service.hpp"
#include "app/demo/demo.hpp"
#include "app/demo/demo_sql.hpp"
#include "app/demo/payments.hpp"
#include "app/demo/town.hpp"
#include "app/demo/usage.hpp"
#include "app/repeating.hpp"
#include "billing/top_up.hpp"
#include "bus/usage_client.hpp"
#include "bus/usage_wire.hpp"
#include "core/log.hpp"

namespace app::demo {
namespace {

using namespace std::chrono_literals;

struct active_line {
  core::customer_id customer_id;
  core::subscriber_id subscriber_id;
  std::string kind, norm, offering_code;
};
BOOST_DESCRIBE_STRUCT(active_line, (), (customer_id, subscriber_id, kind, norm, offering_code))

constexpr std::int64_t lines_known_max = 5'000;
constexpr auto lines_fresh_for = 60s;

}  // namespace

struct traffic::works {
  explicit works(const operator_doors& doors)
      : at{doors}, chance{std::random_device{}()}, epoch{static_cast<std::uint64_t>(at.clock.now().micros() / 1'000'000)},
        out{at.bus.context(), {at.bus.to(at.usage_address), "demo-live"}}, every_second{"demo_traffic", 1s, at.clock, [this](core::instant now) { return second(now); }} {}

  bool second(core::instant now) {
    if (now - known_at > lines_fresh_for) {
      lines = at.here.as("store").read([](db::tx& t) { return t.all<active_line>(sql::active_lines, lines_known_max); });
      known_at = now;
    }
    if (!paid) paid = pay_months(at, now);
    if (lines.empty()) return false;
    report_usage(now);
    if (chance.chance(50)) top_up(now);
    if (chance.chance(12)) come(now);
    if (chance.chance(5)) leave(now);
    return false;
  }

  void report_usage(core::instant now) {
    std::vector<usage_note> notes;
    for (auto count = 1 + chance.below(6); count > 0; --count) {
      const auto& it = chance.pick(lines);
      auto key = fmt::format("live-{}-{}-{}", epoch, sequence, notes.size());
      auto started = now - std::chrono::seconds{static_cast<std::int64_t>(60 + chance.below(240))};
      if (it.kind == "login")
        notes.push_back(some_data(chance, it.norm, true, 300, started, key));
      else if (chance.chance(650))
        notes.push_back(some_call(chance, it.norm, started, key));
      else
        notes.push_back(some_message(chance, it.norm, started, key));
    }
    ++sequence;
    out.submit(epoch, sequence, bus::write_usage_batch("demo-live", epoch, sequence, views(notes)));
    out.collect(500ms);
  }

  void top_up(core::instant now) {
    const auto& it = chance.pick(lines);
    if (it.offering_code != "talk_freely") return;
    billing::new_top_up what{core::uuid::make(now), it.customer_id, it.subscriber_id, core::money{static_cast<std::int64_t>(5 + chance.below(20)) * 1'000'000, *core::currency::parse(at.settings.business.currency)}, "app", "Customer"};
    (void)at.here.as("billing").transact([&](db::tx& t) { return billing::top_up(t, now, what); });
  }

  void come(core::instant now) {
    auto people = build_town(chance.roll(), 1, now - std::chrono::days{30}, now).people;
    activation::activation_request request;
    request.order_id = core::uuid::make(now);
    store::new_customer who;
    who.given_name = people[0].given_name;
    who.family_name = people[0].family_name;
    who.language = people[0].language;
    who.segment = people[0].segment;
    request.customer = who;
    request.offering = chance.chance(600) ? "talk_freely" : "all_in";
    request.by = "Shop";
    auto answer = at.here.as("activation").transact([&](db::tx& t) { return activation::activate_subscriber(t, now, request); });
    if (!answer) core::log::info("room=activation verb=activate_subscriber by=demo outcome={}", answer.error().code());
  }

  void leave(core::instant now) {
    const auto& it = chance.pick(lines);
    activation::change_request what{core::uuid::make(now), it.subscriber_id, "customer_request", "Care", "phone"};
    (void)at.here.as("activation").transact([&](db::tx& t) { return activation::terminate_subscriber(t, now, what); });
    known_at = {};
  }

  operator_doors at;
  dice chance;
  std::uint64_t epoch, sequence = 0;
  std::vector<active_line> lines;
  core::instant known_at;
  bool paid = false;
  bus::usage_client out;
  repeating every_second;  // last: it uses all of the above
};

traffic::traffic(const operator_doors& at) : works_{std::make_unique<works>(at)} {}
traffic::~traffic() = default;

}  // namespace app::demo
