// What a sales point has to give away: numbers and SIM cards. Both lie in stock until an order holds them; two clerks
// never hold the same one, because whoever comes second waits for the row and then finds it held.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <vector>

#include "core/identity.hpp"
#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/uuid.hpp"
#include "db/tx.hpp"

namespace activation {

// free -> held by an order -> assigned to a line -> quarantine -> free; held -> free when the order is given up.
enum class number_state { free, held, assigned, quarantine };
BOOST_DESCRIBE_ENUM(number_state, free, held, assigned, quarantine)

struct number {
  core::msisdn msisdn;
  number_state state;
  std::optional<core::customer_id> customer_id;
  std::optional<core::subscriber_id> subscriber_id;
  std::optional<core::uuid> order_id;
  core::instant since;
  std::optional<core::instant> quarantine_until;
};

// available -> held by an order -> assigned to a line -> retired; held -> available when the order is given up.
// A card that has served a line carries that person's traces, in the network and in a phone: it is not sold again.
enum class sim_state { available, held, assigned, retired };
BOOST_DESCRIBE_ENUM(sim_state, available, held, assigned, retired)

struct sim {
  core::iccid iccid;
  core::imsi imsi;
  sim_state state;
  std::optional<core::customer_id> customer_id;
  std::optional<core::subscriber_id> subscriber_id;
  std::optional<core::uuid> order_id;
  core::instant since;
};

// For whom something leaves the stock.
struct holder {
  core::customer_id customer;
  core::subscriber_id line;
  core::uuid order;
};

std::optional<number> lock_number(db::tx& t, const core::msisdn& which);
std::optional<sim> lock_sim(db::tx& t, const core::iccid& which);
// Any one that nobody else is looking at. What the store knows to be in use elsewhere is noted so and passed over.
std::optional<number> lock_any_number(db::tx& t, core::instant now);
std::optional<sim> lock_any_sim(db::tx& t, core::instant now);

// Each of these moves must succeed for a row that was locked before; otherwise stock and order contradict each other
// and std::logic_error says so.
void hold_number(db::tx& t, core::instant now, const core::msisdn& which, const holder& by);
void hold_sim(db::tx& t, core::instant now, const core::iccid& which, const holder& by);
void assign_number(db::tx& t, core::instant now, const core::msisdn& which, const core::uuid& order);
void assign_sim(db::tx& t, core::instant now, const core::iccid& which, const core::uuid& order);
void release_number(db::tx& t, core::instant now, const core::msisdn& which, const core::uuid& order);
void release_sim(db::tx& t, core::instant now, const core::iccid& which, const core::uuid& order);
void rest_number(db::tx& t, core::instant now, const core::msisdn& which, core::customer_id customer, core::subscriber_id line,
                 core::instant until);
void retire_sim(db::tx& t, core::instant now, const core::iccid& which, const core::imsi& imsi, core::customer_id customer,
                core::subscriber_id line);

// Numbers whose rest is over are free again; answers how many, at most `most`.
std::int64_t end_quarantine(db::tx& t, core::instant now, std::int64_t most = 1'000);

struct number_page {
  std::vector<number> numbers;
  std::int64_t total;
};
struct sim_page {
  std::vector<sim> sims;
  std::int64_t total;
};
number_page list_numbers(db::tx& t, number_state in, std::int64_t limit, std::int64_t offset);
sim_page list_sims(db::tx& t, sim_state in, std::int64_t limit, std::int64_t offset);

}  // namespace activation
