// A few paying customers and the ledger as tests look at it.
#pragma once

#include <string>
#include <vector>

#include "billing/ledger.hpp"
#include "db/copy_session.hpp"
#include "store/customer.hpp"
#include "store/operator_settings.hpp"
#include "tests/db/case.hpp"

namespace tests {

struct ledger_case : database_case {
  explicit ledger_case(std::size_t connections = 4) : database_case{connections} { store::set_operator({"Europe/Warsaw", "a key for tests"}); }

  core::customer_id customer(const std::string& name = "Nowak") {
    return as("store").transact([&](db::tx& t) {
      store::new_customer who;
      who.given_name = "Anna";
      who.family_name = name;
      return store::add_customer(t, noon(), who).value();
    });
  }

  billing::written_entry adjust(core::customer_id customer, std::int64_t micros, core::instant at = noon()) {
    return as("billing").transact([&](db::tx& t) {
      billing::new_entry entry;
      entry.customer = customer;
      entry.delta_micros = micros;
      entry.occurred_at = at;
      entry.reference = core::uuid::make(at);
      return billing::record_entries(t, at, std::vector{entry})[0];
    });
  }

  std::int64_t balance(core::customer_id of) { return number("SELECT balance_micros FROM billing.published_balance WHERE customer_id = " + id(of)); }
  std::int64_t balance_at(core::customer_id of, core::instant at) {
    return number("SELECT billing.balance_at(" + id(of) + ", '" + at.text() + "')");
  }
  std::int64_t number(const std::string& sql) { return std::stoll(look(sql)); }
  static std::string id(core::customer_id of) { return std::to_string(of.value()); }

  // Every row says what was in its bucket before it: a chain without a gap is a ledger without a lost update.
  std::int64_t broken_chains() {
    return number(R"sql(
      SELECT count(*) FROM (
        SELECT before_micros, coalesce(sum(delta_micros) OVER (PARTITION BY customer_id, bucket_id ORDER BY pos, line
                                                               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS folded
        FROM billing.ledger) r WHERE before_micros <> folded)sql");
  }
  // Positions of a lane are used once each, without a gap, up to where it stands.
  std::int64_t broken_lanes() {
    return number(R"sql(
      SELECT count(*) FROM billing.lane l
      LEFT JOIN (SELECT lane, max(pos) AS last, count(DISTINCT pos) AS used FROM billing.ledger GROUP BY lane) r ON r.lane = l.lane
      WHERE coalesce(r.last, 0) <> l.pos OR coalesce(r.used, 0) <> l.pos)sql");
  }

  db::copy_session session() { return db::copy_session{database().config(), "billing"}; }
};

inline core::instant after(std::chrono::seconds later) { return noon() + later; }

}  // namespace tests
