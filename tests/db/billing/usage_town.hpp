// A town with lines, a tariff and an ingest: what usage tests begin with.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "billing/ingest.hpp"
#include "bus/usage_wire.hpp"
#include "catalog/load_catalog.hpp"
#include "store/identifier.hpp"
#include "store/subscriber.hpp"
#include "tests/db/billing/town.hpp"

namespace tests {

class hand_clock final : public core::clock {
 public:
  [[nodiscard]] core::instant now() const override { return core::instant::from_micros(micros_.load()); }
  void set(core::instant to) { micros_ = to.micros(); }

 private:
  std::atomic<std::int64_t> micros_ = noon().micros();
};

// 0.06 EUR a begun minute to anywhere, 0.10 EUR a message to Poland, on-net calls for nothing; no data.
inline constexpr auto small_catalog = R"json({
  "offering": {"code": "talk", "version": 1, "name": "Talk", "currency": "EUR", "valid_from": "2025-01-01T00:00:00Z", "kind": "mobile",
               "pays": "prepaid", "tariff_group": "prepaid", "services": ["voice", "sms"], "tariff": "talk", "prices": []},
  "tariff": {"code": "talk", "version": 1, "name": "Talk", "currency": "EUR", "valid_from": "2025-01-01T00:00:00Z",
             "rounding": {"decimals": 4, "mode": "half_up"},
             "usage": [
               {"service": "voice", "destinations": [
                 {"code": "on_net", "label": "Our own network", "on_net": true, "prices": [{"price": "0", "per": 60, "increments": "60"}]},
                 {"code": "any", "label": "Anywhere", "prefixes": ["*"], "prices": [{"price": "0.06", "per": 60, "increments": "60"}]}]},
               {"service": "sms", "destinations": [
                 {"code": "pl", "label": "Poland", "prefixes": ["48"], "prices": [{"price": "0.10", "per": 1, "increments": "1"}]}]}]}})json";

inline constexpr core::instant born = core::instant::from_seconds(1'767'225'600);  // 2026-01-01: lines are older than usage

struct usage_case : ledger_case {
  explicit usage_case(std::size_t connections = 6) : ledger_case{connections} {
    as("catalog").transact([&](db::tx& t) { return catalog::load_catalog(t, noon(), small_catalog).has_value(); });
  }

  struct line {
    core::customer_id customer;
    core::subscriber_id subscriber;
    std::string msisdn;
  };
  line add_line(const std::string& msisdn, core::instant from = born, const std::string& offering = "talk") {
    auto who = customer();
    return as("store").transact([&](db::tx& t) {
      store::new_subscriber it;
      it.customer = who;
      it.offering_code = offering;
      it.tariff_group = "prepaid";
      auto subscriber = store::open_subscriber(t, from, it);
      store::give_identifier(t, from, who, subscriber, store::identifier_kind::msisdn, msisdn).value();
      store::move_subscriber(t, from, subscriber, store::subscriber_state::active).value();
      return line{who, subscriber, msisdn};
    });
  }

  billing::ingest make_ingest(billing::tell_charged tell = {}) { return billing::ingest{database(), clock, plan, std::move(tell)}; }

  hand_clock clock;
  core::numbering_plan plan{"48", "", "00", {9}};
};

// A call of one minute by this number.
inline bus::usage_record call(std::string_view key, std::string_view from, core::instant at = noon() - std::chrono::hours{1},
                              std::int64_t seconds = 60) {
  bus::usage_record it;
  it.record_key = key;
  it.service = bus::usage_service::voice;
  it.subscriber = from;
  it.subscriber_kind = bus::usage_subscriber_kind::msisdn;
  it.other_party = "49301234567";
  it.start = at;
  it.quantity = seconds;
  it.direction = bus::usage_direction::originated;
  return it;
}

// A batch with its own bytes.
struct sent_batch {
  sent_batch(std::string source, std::uint64_t sequence, const std::vector<bus::usage_record>& of, std::uint64_t epoch = 1)
      : name{std::move(source)}, raw{bus::write_usage_batch(name, epoch, sequence, of)},
        batch{bus::read_usage_batch({name, epoch, sequence, raw}, records).value()} {}
  sent_batch(const sent_batch&) = delete;
  sent_batch& operator=(const sent_batch&) = delete;

  std::string name, raw;
  std::vector<bus::usage_record> records;
  bus::usage_batch batch;
};

inline bus::usage_answer send(billing::ingest& to, const std::string& source, std::uint64_t sequence,
                              const std::vector<bus::usage_record>& records, std::uint64_t epoch = 1) {
  sent_batch it{source, sequence, records, epoch};
  return to.apply(it.batch);
}

inline bus::usage_answer counted(std::uint32_t rated, std::uint32_t duplicates = 0, std::uint32_t suspended = 0) {
  return {rated, duplicates, suspended, "", ""};
}

}  // namespace tests
