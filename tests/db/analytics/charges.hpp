// Charges as billing publishes them, in a table of the test's own behind the view's name: what analytics reads is the
// view's columns, and nothing else of billing.
#pragma once

#include <fmt/format.h>

#include <map>

#include "core/zone.hpp"
#include "tests/db/case.hpp"

namespace tests {

class published_charges {
 public:
  explicit published_charges(database_case& in) : in_{&in} {
    in.look(R"(
      CREATE SCHEMA IF NOT EXISTS billing;
      SET client_min_messages = warning;
      CREATE TABLE billing.test_charge (lane smallint, pos bigint, customer_id bigint, subscriber_id bigint, tariff_group text,
                                        occurred_at timestamptz, amount_micros bigint, currency text, scratch boolean);
      DROP VIEW IF EXISTS billing.published_recognised_charge;
      CREATE VIEW billing.published_recognised_charge AS SELECT * FROM billing.test_charge;
      GRANT USAGE ON SCHEMA billing TO abonent_analytics;
      GRANT SELECT ON billing.published_recognised_charge TO abonent_analytics)");
  }

  void add(std::int64_t customer, std::int64_t line, const std::string& group, const std::string& at, std::int64_t micros,
           const std::string& currency = "EUR", bool scratch = false) {
    in_->look(insert(customer, line, group, at, micros, currency, scratch));
  }
  // The same as a statement, for those who have many.
  std::string insert(std::int64_t customer, std::int64_t line, const std::string& group, const std::string& at, std::int64_t micros,
                     const std::string& currency = "EUR", bool scratch = false) {
    int lane = static_cast<int>(customer % 64);
    return fmt::format("INSERT INTO billing.test_charge VALUES ({}, {}, {}, {}, '{}', '{}', {}, '{}', {});", lane, ++pos_[lane],
                       customer, line, group, at, micros, currency, scratch);
  }
  // A position of a lane at which there was no charge: a top-up.
  void pass(std::int64_t customer) { ++pos_[static_cast<int>(customer % 64)]; }

 private:
  database_case* in_;
  std::map<int, std::int64_t> pos_;
};

}  // namespace tests
