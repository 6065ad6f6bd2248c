// Charges in billing's real ledger, written the way billing writes them: at the next position of the customer's lane.
#pragma once

#include <fmt/format.h>

#include "core/zone.hpp"
#include "tests/db/case.hpp"

namespace tests {

class charged_ledger {
 public:
  explicit charged_ledger(database_case& in) : in_{&in} {
    in.look(R"(
      CREATE FUNCTION test_charge(customer bigint, line bigint, grp text, at timestamptz, micros bigint, money text, of_scratch boolean,
                                  of_kind text) RETURNS void LANGUAGE sql AS $$
        INSERT INTO store.customer (customer_id, contract_number, since) VALUES (customer, 'C' || customer, '2025-01-01') ON CONFLICT DO NOTHING;
        INSERT INTO store.billing_account (customer_id, billing_account_id, currency, pays, bill_day)
          VALUES (customer, customer, money, 'prepaid', 1) ON CONFLICT DO NOTHING;
        INSERT INTO billing.terms (offering_code, offering_version, tariff_code, tariff_version, tariff_group, scratch)
          VALUES ('x', 1, '', 0, grp, of_scratch) ON CONFLICT DO NOTHING;
        WITH moved AS (UPDATE billing.lane SET pos = pos + 1 WHERE lane = billing.lane_of(customer) RETURNING lane, pos)
        INSERT INTO billing.ledger (segment_id, customer_id, lane, pos, line, bucket_id, delta_micros, before_micros, kind, subscriber_id,
                                    occurred_at, recorded_at, terms_id)
        SELECT (SELECT segment_id FROM billing.segment WHERE state = 'open'), customer, lane, pos, 0, 0, -micros, 0, of_kind, line, at, at,
               (SELECT terms_id FROM billing.terms WHERE tariff_group = grp AND scratch = of_scratch)
        FROM moved $$)");
  }

  void add(std::int64_t customer, std::int64_t line, const std::string& group, const std::string& at, std::int64_t micros,
           const std::string& currency = "EUR", bool scratch = false) {
    in_->look(insert(customer, line, group, at, micros, currency, scratch));
  }
  // The same as a statement, for those who have many.
  static std::string insert(std::int64_t customer, std::int64_t line, const std::string& group, const std::string& at,
                            std::int64_t micros, const std::string& currency = "EUR", bool scratch = false,
                            const std::string& kind = "one_time_fee") {
    return fmt::format("SELECT test_charge({}, {}, '{}', '{}', {}, '{}', {}, '{}');", customer, line, group, at, micros, currency,
                       scratch, kind);
  }
  // Money that comes in: a position of the lane like any other.
  void top_up(std::int64_t customer, const std::string& at, std::int64_t micros) {
    in_->look(insert(customer, customer, "basic", at, -micros, "EUR", false, "top_up"));
  }
  // What stands now becomes a sealed segment, and writers go on in a new one.
  void seal() {
    in_->look(R"(
      UPDATE billing.segment SET state = 'sealed', lanes_to = (SELECT array_agg(pos ORDER BY lane) FROM billing.lane) WHERE state = 'open';
      INSERT INTO billing.segment (segment_id, state) VALUES (900, 'open');
      CREATE TABLE billing.ledger_900 PARTITION OF billing.ledger FOR VALUES IN (900))");
  }

 private:
  database_case* in_;
};

}  // namespace tests
