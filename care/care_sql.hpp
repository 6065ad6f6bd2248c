// Every named query of the desk, on one page. Those of the card come first: sent together, each led by customer_id; and one
// more for whoever owes for what was used.
#pragma once

#include "db/query.hpp"

namespace care::sql {

// Who the customer is, what he has and what the line asked for will pay next. Asked in the customer's own rows only.
inline constexpr db::query card_who{"care.card_who", R"sql(
  SELECT c.customer_id, p.given_name, p.family_name, p.language, c.since, c.segment, c.contract_number, p.document_kind,
         p.document_last4, p.email, extract(hour FROM $3::timestamptz AT TIME ZONE p.time_zone)::int AS local_hour,
         (SELECT pays FROM store.billing_account WHERE customer_id = $1 ORDER BY billing_account_id LIMIT 1) AS pays,
         b.balance_micros, b.currency, f.fee_micros, f.fee_on
  FROM store.customer c
  JOIN store.party p ON p.customer_id = c.customer_id
  LEFT JOIN LATERAL (SELECT balance_micros, currency FROM billing.published_balance
                     WHERE customer_id = $1 LIMIT 1) AS b ON true
  LEFT JOIN LATERAL (SELECT due_on AS fee_on, sum(amount_micros)::bigint AS fee_micros FROM billing.published_next_fee
                     WHERE customer_id = $1 AND subscriber_id = $2
                     GROUP BY due_on ORDER BY due_on LIMIT 1) AS f ON true
  WHERE c.customer_id = $1)sql"};

// His lines, the one asked for first.
inline constexpr db::query card_lines{"care.card_lines", R"sql(
  SELECT line.subscriber_id, line.kind, line.state, line.offering_code, line.offering_version, o.name AS offering_name,
         line.tariff_group, line.scratch, line.activated_at, held.msisdn, held.imsi, held.iccid, held.login
  FROM (
    SELECT subscriber_id, kind, state, offering_code, offering_version, tariff_group, scratch, activated_at
    FROM store.subscriber WHERE customer_id = $1
    ORDER BY subscriber_id <> $2, state = 'terminated', subscriber_id LIMIT 21) AS line
  CROSS JOIN LATERAL (
    SELECT max(norm) FILTER (WHERE kind = 'msisdn') AS msisdn, max(norm) FILTER (WHERE kind = 'imsi') AS imsi,
           max(norm) FILTER (WHERE kind = 'iccid') AS iccid, max(norm) FILTER (WHERE kind = 'login') AS login
    FROM store.identifier
    WHERE customer_id = $1 AND subscriber_id = line.subscriber_id AND valid_to IS NULL) AS held
  LEFT JOIN catalog.offering o ON o.code = line.offering_code AND o.version = line.offering_version
  ORDER BY line.subscriber_id <> $2, line.state = 'terminated', line.subscriber_id)sql"};

inline constexpr db::query card_usage{"care.card_usage", R"sql(
  SELECT usage_id, occurred_at, service, other_party, destination, quantity, unit, charge_micros, currency, tariff_code, tariff_version
  FROM billing.published_recent_usage WHERE customer_id = $1 AND subscriber_id = $2
  ORDER BY occurred_at DESC, usage_id DESC LIMIT $3)sql"};

// Four short lists in one answer: what was agreed to, what holds messages back, what is complained about, what was
// ordered. Newest first in each.
inline constexpr db::query card_facts{"care.card_facts", R"sql(
  (SELECT 'consent' AS fact, NULL::uuid AS id, recorded_at AS at, purpose AS word, channel AS second_word, '' AS third_word, '' AS kind, '' AS offering_code, given
   FROM (SELECT DISTINCT ON (purpose, channel) purpose, channel, recorded_at, given FROM store.consent
         WHERE customer_id = $1 AND recorded_at <= $2
         ORDER BY purpose, channel, recorded_at DESC, consent_id DESC) AS latest)
  UNION ALL
  (SELECT 'hold', hold_id, valid_from, reason, reference, '', '', '', true FROM store.contact_hold
   WHERE customer_id = $1 AND valid_from <= $2 AND (valid_to IS NULL OR valid_to > $2) LIMIT 100)
  UNION ALL
  (SELECT 'complaint', complaint_id, opened_at, about, '', '', '', '', true FROM care.complaint
   WHERE customer_id = $1 AND state = 'open' ORDER BY opened_at DESC LIMIT 100)
  UNION ALL
  (SELECT 'order', order_id, at, what, state, note, kind, offering_code, true FROM activation.published_order
   WHERE customer_id = $1 ORDER BY at DESC, order_id DESC LIMIT $3)
  ORDER BY fact, at DESC, id DESC, word, second_word)sql"};

// Of a customer who owes for what was used: what of it belongs to the month that runs, and what is not overdue yet.
inline constexpr db::query card_month{"care.card_month", R"sql(
  SELECT month_micros, in_term_micros FROM billing.published_month($1, $2))sql"};

inline constexpr db::query find_customer_of{"care.find_customer_of", R"sql(
  SELECT customer_id FROM store.subscriber WHERE subscriber_id = $1)sql"};

inline constexpr db::query record_interaction{"care.record_interaction", R"sql(
  INSERT INTO care.interaction (customer_id, interaction_id, subscriber_id, at, channel, direction, reason, note, by_user, by_name)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))sql"};

inline constexpr db::query open_complaint{"care.open_complaint", R"sql(
  INSERT INTO care.complaint (customer_id, complaint_id, subscriber_id, state, about, opened_at, opened_by)
  VALUES ($1, $2, $3, 'open', $4, $5, $6))sql"};

inline constexpr db::query find_complaint{"care.find_complaint", R"sql(
  SELECT customer_id, subscriber_id FROM care.complaint WHERE complaint_id = $1)sql"};

inline constexpr db::query close_complaint{"care.close_complaint", R"sql(
  UPDATE care.complaint SET state = 'closed', outcome = $3, closed_at = greatest(opened_at, $4::timestamptz), closed_by = $5
  WHERE customer_id = $1 AND complaint_id = $2 AND state = 'open')sql"};

inline constexpr db::query record_survey{"care.record_survey", R"sql(
  INSERT INTO care.survey (customer_id, survey_id, subscriber_id, question, channel, asked_at, asked_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7))sql"};

inline constexpr db::query find_survey{"care.find_survey", R"sql(
  SELECT customer_id, subscriber_id FROM care.survey WHERE survey_id = $1)sql"};

inline constexpr db::query answer_survey{"care.answer_survey", R"sql(
  UPDATE care.survey SET score = $3, comment = $4, answered_at = $5
  WHERE customer_id = $1 AND survey_id = $2 AND answered_at IS NULL)sql"};

inline constexpr const db::query* all[] = {&card_who,          &card_lines,         &card_usage,     &card_facts,     &card_month,
                                           &find_customer_of,  &record_interaction, &open_complaint, &find_complaint,
                                           &close_complaint,   &record_survey,      &find_survey,    &answer_survey};

}  // namespace care::sql
