// The named queries of searching. Each meaning has its own index and its own LIMIT; they meet in UNION ALL, never in
// OR, and no column is wrapped in a function. A meaning that does not apply is NULL, which costs nothing. A beginning
// is a range in the column's C collation: from itself to itself followed by the last character there is (`:` follows
// `9`).
#pragma once

#include "db/query.hpp"

namespace store::sql {

inline constexpr db::query limit_search_time{"store.limit_search_time", R"sql(
  SELECT set_config('statement_timeout', '2000', true))sql"};

// Former holders too: people call about the number they had.
inline constexpr db::query find_exact{"store.find_exact", R"sql(
  SELECT i.kind, i.norm, i.customer_id, i.subscriber_id, i.valid_to IS NOT NULL AS former
  FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS wanted (kind, norm, place)
  CROSS JOIN LATERAL (
    SELECT kind, norm, customer_id, subscriber_id, valid_to FROM store.identifier
    WHERE kind = wanted.kind AND norm = wanted.norm AND kind <> 'name'
    ORDER BY valid_to DESC NULLS FIRST LIMIT 20) AS i
  ORDER BY former, wanted.place)sql"};

inline constexpr db::query find_partial{"store.find_partial", R"sql(
  (SELECT kind, norm, customer_id, subscriber_id, false AS former FROM store.identifier
   WHERE kind = 'name' AND valid_to IS NULL
     AND norm LIKE $5 AND norm LIKE $6 AND norm LIKE $7 AND norm LIKE $8 LIMIT $1)
  UNION ALL
  (SELECT kind, norm, customer_id, subscriber_id, false FROM store.identifier
   WHERE kind = 'msisdn' AND valid_to IS NULL AND ending >= $2 AND ending < $2 || ':' LIMIT $1)
  UNION ALL
  (SELECT i.kind, i.norm, i.customer_id, i.subscriber_id, false
   FROM unnest($3::text[], $4::text[]) AS wanted (kind, low)
   CROSS JOIN LATERAL (
     SELECT kind, norm, customer_id, subscriber_id FROM store.identifier
     WHERE kind = wanted.kind AND kind <> 'name' AND norm >= wanted.low AND norm < wanted.low || U&'\+10FFFF' AND valid_to IS NULL
     LIMIT $1) AS i
   LIMIT $1)
  UNION ALL
  (SELECT kind, norm, customer_id, subscriber_id, false FROM store.identifier
   WHERE kind = 'iccid' AND valid_to IS NULL AND ending >= $2 AND ending < $2 || ':' LIMIT $1)
  UNION ALL
  (SELECT kind, norm, customer_id, subscriber_id, false FROM store.identifier
   WHERE kind = 'imsi' AND valid_to IS NULL AND ending >= $2 AND ending < $2 || ':' LIMIT $1)
  UNION ALL
  (SELECT kind, norm, customer_id, subscriber_id, false FROM store.identifier
   WHERE kind = 'name' AND valid_to IS NULL
     AND norm LIKE $9 AND norm LIKE $10 AND norm LIKE $11 AND norm LIKE $12 LIMIT $1))sql"};

// Two of the words typed, each near to some word of the name (pg_trgm's word similarity, at least 0.6).
inline constexpr db::query find_similar{"store.find_similar", R"sql(
  SELECT kind, norm, customer_id, subscriber_id, false AS former FROM store.identifier
  WHERE kind = 'name' AND valid_to IS NULL
    AND norm OPERATOR(public.%>) $2::text AND norm OPERATOR(public.%>) $3::text
  ORDER BY public.word_similarity($2::text, norm) + public.word_similarity($3::text, norm) DESC, identifier_id
  LIMIT $1)sql"};

// Who the found ones are. 0 stands for no line: then the customer's first living one is shown.
inline constexpr db::query describe_found{"store.describe_found", R"sql(
  SELECT p.given_name, p.family_name, p.email, p.document_kind, p.document_last4, c.contract_number,
         line.subscriber_id, line.state, line.offering_code, held.msisdn, held.login
  FROM unnest($1::bigint[], $2::bigint[]) WITH ORDINALITY AS w (customer_id, subscriber_id, place)
  JOIN store.customer c ON c.customer_id = w.customer_id
  JOIN store.party p ON p.customer_id = w.customer_id
  LEFT JOIN LATERAL (
    SELECT subscriber_id, state, offering_code FROM store.subscriber s
    WHERE s.customer_id = w.customer_id AND (w.subscriber_id = 0 OR s.subscriber_id = w.subscriber_id)
    ORDER BY s.state = 'terminated', s.subscriber_id LIMIT 1) AS line ON true
  LEFT JOIN LATERAL (
    SELECT max(norm) FILTER (WHERE kind = 'msisdn') AS msisdn, max(norm) FILTER (WHERE kind = 'login') AS login
    FROM (SELECT DISTINCT ON (kind) kind, norm FROM store.identifier i  -- of a line that has ended, what it had last
          WHERE i.customer_id = w.customer_id AND i.kind IN ('msisdn', 'login') AND i.subscriber_id = line.subscriber_id
          ORDER BY kind, valid_to DESC NULLS FIRST) AS last) AS held ON true
  ORDER BY w.place)sql"};

inline constexpr const db::query* all_searches[] = {&limit_search_time, &find_exact, &find_partial, &find_similar,
                                                    &describe_found};

}  // namespace store::sql
