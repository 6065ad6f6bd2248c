// A hundred thousand people, and how PostgreSQL would answer a query among them.
#pragma once

#include <string>
#include <vector>

#include "db/query.hpp"
#include "tests/db/case.hpp"

namespace tests {

// A hundred thousand people with lines, numbers and cards, written by PostgreSQL itself.
inline void settle(database_case& world) {
  world.look(R"sql(
    INSERT INTO store.customer (contract_number, since) SELECT 'C' || n, now() FROM generate_series(1, 100000) n;
    INSERT INTO store.party (customer_id, kind, family_name, language, time_zone)
      SELECT customer_id, 'person', 'x', 'ru', 'UTC' FROM store.customer;
    INSERT INTO store.billing_account (customer_id, currency, pays, bill_day) SELECT customer_id, 'RUB', 'prepaid', 1 FROM store.customer;
    INSERT INTO store.subscriber (customer_id, billing_account_id, kind, state, offering_code, offering_version, tariff_group, scratch, created_at)
      SELECT customer_id, billing_account_id, 'mobile', 'pending_active', 'p', 1, 'g', false, now() FROM store.billing_account;
    ALTER TABLE store.identifier DROP CONSTRAINT identifier_held_once;
    INSERT INTO store.identifier (kind, norm, customer_id, subscriber_id, valid_from)
      SELECT k.kind, CASE k.kind WHEN 'msisdn' THEN (79160000000 + s.customer_id)::text
                                 WHEN 'imsi' THEN (250010000000000 + s.customer_id)::text
                                 WHEN 'iccid' THEN (8970120000000000000 + s.customer_id)::text
                                 WHEN 'contract' THEN 'C' || s.customer_id
                                 WHEN 'email' THEN 'p' || s.customer_id || '@example.org'
                                 ELSE ' ' || substr(md5(s.customer_id::text), 1, 5) || ' ' || substr(md5((s.customer_id / 50)::text), 6, 7) || ' ' END,
             s.customer_id, CASE WHEN k.kind IN ('msisdn', 'imsi', 'iccid') THEN s.subscriber_id END, now()
      FROM store.subscriber s, unnest(array['msisdn', 'imsi', 'iccid', 'contract', 'email', 'name']) AS k (kind);
    ANALYZE)sql");
}

inline std::string plan_of(database_case& world, const char* cache, const db::query& query,
                           const std::string& arguments) {
  return world.look(std::string{"SET plan_cache_mode = "} + cache + "; PREPARE it AS " + std::string{query.text} +
                    "; EXPLAIN (FORMAT JSON) EXECUTE it (" + arguments + ")");
}

// The tables a plan reads from end to end.
inline std::vector<std::string> read_whole(const std::string& plan) {
  constexpr std::string_view scan = "\"Node Type\": \"Seq Scan\"", name = "\"Relation Name\": \"";
  std::vector<std::string> out;
  for (auto at = plan.find(scan); at != std::string::npos; at = plan.find(scan, at + 1)) {
    auto from = plan.find(name, at) + name.size();
    out.push_back(plan.substr(from, plan.find('"', from) - from));
  }
  return out;
}

}  // namespace tests
