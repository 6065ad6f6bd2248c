// Half a year of the demo operator, written through the verbs and the usage endpoint.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "activation/activate_subscriber.hpp"
#include "activation/change_service.hpp"
#include "activation/errand_carrier.hpp"
#include "activation/load_numbers.hpp"
#include "activation/load_sims.hpp"
#include "activation/provision.hpp"
#include "app/demo/demo.hpp"
#include "app/demo/town.hpp"
#include "app/demo/usage.hpp"
#include "app/share.hpp"
#include "app/text_file.hpp"
#include "billing/check_truths.hpp"
#include "billing/top_up.hpp"
#include "bus/usage_client.hpp"
#include "bus/usage_wire.hpp"
#include "care/complaint.hpp"
#include "care/interaction.hpp"
#include "catalog/load_catalog.hpp"
#include "core/log.hpp"
#include "store/contact_policy.hpp"

namespace app::demo {
namespace {

constexpr std::uint64_t seed = 20'260'524;  // of the town: any number does
constexpr auto half_year = std::chrono::days{183};
constexpr auto patience = std::chrono::seconds{60};

core::uuid named(std::string_view what, std::size_t number, std::size_t turn = 0) { return core::uuid::named(fmt::format("demo/{}/{}/{}", what, number, turn)); }

std::string offering_of(offer it) {
  switch (it) {
    case offer::prepaid_voice: return "talk_freely";
    case offer::postpaid_bundle: return "all_in";
    case offer::fixed_internet: return "home_fibre";
  }
  return {};
}

std::string msisdn_of(std::size_t line) { return fmt::format("7900{:07}", line); }
std::string login_of(std::size_t line) { return fmt::format("fibre{:05}", line); }
std::string imsi_of(std::size_t line) { return fmt::format("25099{:010}", line); }
core::iccid iccid_of(std::size_t line) {
  auto body = fmt::format("897019900{:09}", line);
  return *core::iccid::parse(body + core::luhn_digit(body));
}

void progress(std::string_view what, std::size_t done, std::size_t of) {
  if (done % 100 == 0 || done == of) fmt::print(stderr, "\rdemo: {} {} of {}{}", what, done, of, done == of ? "\n" : "");
}

// The day the history ends is the day it was begun, also when the program was killed on the way.
core::instant begun_at(const std::filesystem::path& data_dir, core::instant now) {
  auto file = data_dir / "demo.begun";
  if (std::filesystem::exists(file))
    if (auto at = core::instant::parse(whole_file(file.string()))) return *at;
  std::ofstream{file} << now.text();
  return now;
}

// Tens of thousands of small commits that can be repeated need not wait for the disk one by one; the first durable
// commit after them, of the usage that follows, makes all of them durable.
db::database_config unhurried(db::database_config like) {
  if (like.url.find("://") == std::string::npos) like.url += " options='-c synchronous_commit=off'";
  return like;
}

class history {
 public:
  history(const operator_doors& at, std::size_t lines)
      : at_{at}, quick_{unhurried(at.here.database().config())}, now_{begun_at(at.settings.data_dir, at.clock.now())}, zone_{*core::zone::find(at.settings.business.time_zone)},
        town_{build_town(seed, lines, now_ - half_year, now_)} {}

  void write() {
    publish_offers();
    fill_stock();
    live();
    switch_on_the_living();
  }

 private:
  enum class kind { come, leave, top_up, contact, complain };
  struct happening {
    core::instant at;
    kind what;
    std::size_t line;
    std::size_t turn;
  };

  void publish_offers() {
    for (const char* each : {"talk_freely", "all_in", "home_fibre"}) {
      auto text = whole_file(shared_file(fmt::format("catalog/samples/{}.json", each), fmt::format("samples/{}.json", each)).string());
      quick_.as("catalog").transact([&](db::tx& t) { return catalog::load_catalog(t, now_ - half_year - std::chrono::days{600}, text, billing::expect_truths); }).value();
    }
  }

  // A number and a card for every line, and some more to sell.
  void fill_stock() {
    fmt::print(stderr, "demo: numbers and cards\n");
    auto room = quick_.as("activation");
    auto count = town_.lines.size() + 500;
    activation::load_number_range(room, now_ - half_year, *core::msisdn::parse(msisdn_of(0)), *core::msisdn::parse(msisdn_of(count - 1))).value();
    dice d{seed};
    std::stringstream file;
    file << "iccid,imsi,ki,opc\n";
    for (std::size_t i = 0; i < count; ++i)
      file << fmt::format("{},{},{:016x}{:016x},{:016x}{:016x}\n", iccid_of(i).digits(), imsi_of(i), d.roll(), d.roll(), d.roll(), d.roll());
    activation::load_sims(room, at_.network, now_ - half_year, file).value();
  }

  std::vector<happening> happenings() const {
    std::vector<happening> out;
    dice d{seed + 1};
    for (std::size_t i = 0; i < town_.lines.size(); ++i) {
      const auto& it = town_.lines[i];
      auto begin = std::max(it.activated_at, now_ - half_year), end = it.terminated_at.value_or(now_);
      out.push_back({it.activated_at, kind::come, i, 0});
      if (it.terminated_at) out.push_back({*it.terminated_at, kind::leave, i, 0});
      auto some_day = [&](std::int64_t within) { return std::chrono::minutes{static_cast<std::int64_t>(d.below(static_cast<std::uint64_t>(within) * 1440))}; };
      std::size_t turn = 0;
      if (it.bought == offer::prepaid_voice)
        for (auto at = begin + std::chrono::minutes{5}; at < end; at = at + std::chrono::days{22} + some_day(20)) out.push_back({at, kind::top_up, i, turn++});
      for (auto at = begin + some_day(150); at < end; at = at + std::chrono::days{30} + some_day(200)) out.push_back({at, kind::contact, i, turn++});
      if (d.chance(15) && begin < end) out.push_back({begin + some_day(std::max<std::int64_t>(1, (end - begin) / std::chrono::days{1})), kind::complain, i, turn++});
    }
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    return out;
  }

  // Day by day, so that whoever tops up does so on the balance his calls have left him.
  void live() {
    auto all = happenings();
    // The past needs no network: whoever is still there at the end of it is switched on then.
    activation::no_network past;
    activation::network_carrier carrier{past};
    activation::provisioner errands{quick_.as("activation"), carrier, {}};
    errands.resume(now_);
    bus::usage_client out{at_.bus.context(), {at_.bus.to(at_.usage_address), "demo-history"}};
    auto standing = out.ask_standing(patience);
    if (!standing) throw std::runtime_error{"the usage endpoint does not answer"};
    std::uint64_t sequence = 0;
    auto next = all.begin();
    auto first = zone_.date_of(now_ - half_year);
    auto days = static_cast<std::size_t>(half_year.count());
    for (std::size_t n = 0; n <= days; ++n) {
      auto midnight = start_of_day(first, n), next_midnight = start_of_day(first, n + 1);
      for (; next != all.end() && next->at < next_midnight; ++next) happen(*next, errands);
      use(out, midnight, standing->sequence, sequence);
      progress("days", n, days);
    }
  }

  core::instant start_of_day(core::civil_date first, std::size_t n) const {
    return zone_.start_of(core::civil_date{std::chrono::sys_days{first} + std::chrono::days{n}});
  }

  void happen(const happening& it, activation::provisioner& errands) {
    auto carry = [&] {
      while (errands.run_due(it.at) > 0) {
      }
    };
    switch (it.what) {
      case kind::come:
        come(it.line);
        carry();
        break;
      case kind::leave:
        leave(it.line);
        carry();
        break;
      case kind::top_up: top_up(it); break;
      case kind::contact: contact(it); break;
      case kind::complain: complain(it); break;
    }
  }

  void switch_on_the_living() {
    for (std::size_t i = 0; i < town_.lines.size(); ++i) {
      const auto& it = town_.lines[i];
      if (it.bought != offer::fixed_internet && !it.terminated_at) {
        auto card = *core::imsi::parse(imsi_of(i));
        for (const auto& answer : {at_.network.give_number(card, *core::msisdn::parse(msisdn_of(i))), at_.network.switch_on(card)})
          if (answer.outcome != activation::network_outcome::done) throw std::runtime_error{"the demo's HLR does not do as it is asked: " + answer.reason};
      }
      progress("lines in the HLR", i + 1, town_.lines.size());
    }
  }

  activation::activation_request request_for(std::size_t i) {
    const auto& it = town_.lines[i];
    const auto& who = town_.people[it.person];
    activation::activation_request out;
    out.order_id = named("order", i);
    if (auto known = customer_.find(it.person); known != customer_.end()) {
      out.customer = known->second;
    } else {
      store::new_customer person;
      person.given_name = who.given_name;
      person.family_name = who.family_name;
      person.birth_date = who.birth_date;
      person.language = who.language;
      person.email = who.email;
      person.document_kind = "passport";
      person.document_number = who.document_number;
      person.segment = who.segment;
      out.customer = person;
    }
    out.offering = offering_of(it.bought);
    if (it.bought == offer::fixed_internet) {
      out.login = login_of(i);
    } else {
      out.msisdn = core::msisdn::parse(msisdn_of(i));
      out.iccid = iccid_of(i);
    }
    out.by = "Shop";
    return out;
  }

  void come(std::size_t i) {
    const auto& it = town_.lines[i];
    auto request = request_for(i);
    auto order = quick_.as("activation").transact([&](db::tx& t) { return activation::activate_subscriber(t, it.activated_at, request); }).value();
    bool is_new = !customer_.contains(it.person);
    customer_[it.person] = order.customer_id;
    subscriber_[i] = order.subscriber_id;
    dice d{it.person + 7};
    if (is_new && d.chance(600))
      quick_.as("store").transact([&](db::tx& t) {
        store::record_consent(t, it.activated_at, order.customer_id, store::contact_purpose::offer, d.chance(700) ? store::contact_channel::sms : store::contact_channel::email, true, "2025-01", "contract");
      });
  }

  void leave(std::size_t i) {
    const auto& it = town_.lines[i];
    activation::change_request what{named("leave", i), subscriber_.at(i), it.leaving_reason, "Care", "phone"};
    quick_.as("activation").transact([&](db::tx& t) { return activation::terminate_subscriber(t, *it.terminated_at, what); }).value();
  }

  void top_up(const happening& it) {
    static constexpr std::int64_t amounts[] = {5, 10, 10, 15, 20, 30};
    dice d{it.line * 31 + it.turn};
    billing::new_top_up what{named("top_up", it.line, it.turn), customer_.at(town_.lines[it.line].person), subscriber_.at(it.line),
                             core::money{d.pick(amounts) * 1'000'000, *core::currency::parse(at_.settings.business.currency)}, d.chance(700) ? "app" : "shop", "Customer"};
    quick_.as("billing").transact([&](db::tx& t) { return billing::top_up(t, it.at, what); }).value();
  }

  void contact(const happening& it) {
    static constexpr const char* notes[] = {"Asked how much data is left.", "Wanted the last bill explained.", "Slow internet in the evening.", "Asked for a new SIM size.",
                                            "Thanked for the quick help.", "Asked which offer suits a pensioner.", "Could not call abroad; the prefix was wrong."};
    dice d{it.line * 37 + it.turn};
    care::new_interaction what{named("contact", it.line, it.turn), subscriber_.at(it.line), d.chance(700) ? care::interaction_channel::phone : care::interaction_channel::shop,
                               care::interaction_direction::inbound, d.chance(500) ? care::interaction_reason::billing : care::interaction_reason::network, d.pick(notes)};
    quick_.as("care").transact([&](db::tx& t) { return care::record_interaction(t, it.at, agent_, what); }).value();
  }

  void complain(const happening& it) {
    care::new_complaint what{named("complaint", it.line), subscriber_.at(it.line), "Charged for calls abroad that were not made."};
    quick_.as("care").transact([&](db::tx& t) { return care::open_complaint(t, it.at, agent_, what); }).value();
    auto answered = it.at + std::chrono::days{6};
    if (answered < now_)
      (void)quick_.as("care").transact([&](db::tx& t) { return care::close_complaint(t, answered, agent_, what.complaint_id, "Explained call by call; the customer agreed."); });
  }

  // The day's records in batches, all acked; those sent before a kill are passed over.
  void use(bus::usage_client& out, core::instant midnight, std::uint64_t sent_before, std::uint64_t& sequence) {
    std::vector<usage_note> day;
    for (std::size_t i = 0; i < town_.lines.size(); ++i) add_day(day, town_.lines[i], i, town_.lines[i].bought == offer::fixed_internet ? login_of(i) : msisdn_of(i), midnight, now_);
    auto records = views(day);
    for (std::size_t from = 0; from < records.size(); from += 2'000) {
      auto part = std::span{records}.subspan(from, std::min<std::size_t>(2'000, records.size() - from));
      if (++sequence <= sent_before) continue;
      out.submit(1, sequence, bus::write_usage_batch("demo-history", 1, sequence, part));
      while (out.window_full()) collect(out);
    }
    while (out.unacked() > 0) collect(out);
  }

  static void collect(bus::usage_client& from) {
    for (const auto& ack : from.collect(patience))
      if (!ack.answer.refusal.empty()) throw std::runtime_error{fmt::format("demo usage was refused: {} {}", ack.answer.refusal, ack.answer.detail)};
  }

  const operator_doors& at_;
  db::database quick_;
  core::instant now_;
  core::zone zone_;
  town town_;
  care::clerk agent_{{}, "Care desk"};
  std::map<std::size_t, core::customer_id> customer_;      // by person
  std::map<std::size_t, core::subscriber_id> subscriber_;  // by line
};

}  // namespace

void load_history(const operator_doors& at, std::size_t lines) {
  auto done = at.settings.data_dir / "demo.done";
  if (std::filesystem::exists(done)) return;
  core::log::set_level(core::log::level::warn);  // thousands of orders: the progress line says enough
  history{at, lines}.write();
  core::log::set_level(core::log::level::info);
  std::ofstream{done} << lines << '\n';
}

}  // namespace app::demo
