// Every named query of the subscriber store, on one page; searching has its own (search_sql.hpp).
#pragma once

#include "db/query.hpp"

namespace store::sql {

// One statement for the three rows of a customer: an import of a million pays for each round trip.
inline constexpr db::query add_customer{"store.add_customer", R"sql(
  WITH fresh AS (SELECT nextval('store.customer_customer_id_seq') AS id),
  made AS (
    INSERT INTO store.customer (customer_id, contract_number, segment, external_id, since)
    SELECT id, CASE WHEN $2::text = '' THEN 'C' || lpad(id::text, greatest(9, length(id::text)), '0') ELSE $2::text END,
           $3::text, $4::text, $1::timestamptz
    FROM fresh
    RETURNING customer_id, contract_number),
  with_party AS (
    INSERT INTO store.party (customer_id, kind, given_name, family_name, birth_date, language, time_zone, email,
                             document_kind, document_last4)
    SELECT customer_id, $5::text, $6::text, $7::text, $8::date, $9::text, $10::text, $11::text, $12::text, $13::text
    FROM made),
  with_account AS (
    INSERT INTO store.billing_account (customer_id, currency, pays, bill_day)
    SELECT customer_id, $14::text, $15::text, $16::int FROM made)
  SELECT customer_id, contract_number FROM made)sql"};

inline constexpr db::query find_customer{"store.find_customer", R"sql(
  SELECT c.customer_id, p.party_id, a.billing_account_id, p.kind, p.given_name, p.family_name, p.language, p.time_zone,
         p.email, c.contract_number, c.segment, a.currency, p.document_kind, p.document_last4, a.pays, a.bill_day, c.since
  FROM store.customer c
  JOIN store.party p ON p.customer_id = c.customer_id
  JOIN LATERAL (SELECT billing_account_id, currency, pays, bill_day FROM store.billing_account
                WHERE customer_id = c.customer_id ORDER BY billing_account_id LIMIT 1) a ON true
  WHERE c.customer_id = $1)sql"};

// The list a partner system pages through. Two by two, not one with `$3 = '' OR`: such a plan would read the whole
// table.
inline constexpr db::query list_customers{"store.list_customers", R"sql(
  SELECT c.customer_id, p.party_id, a.billing_account_id, p.kind, p.given_name, p.family_name, p.language, p.time_zone,
         p.email, c.contract_number, c.segment, a.currency, p.document_kind, p.document_last4, a.pays, a.bill_day, c.since
  FROM (SELECT customer_id, contract_number, segment, since FROM store.customer
        ORDER BY customer_id LIMIT $1 OFFSET $2) c
  JOIN store.party p ON p.customer_id = c.customer_id
  JOIN LATERAL (SELECT billing_account_id, currency, pays, bill_day FROM store.billing_account
                WHERE customer_id = c.customer_id ORDER BY billing_account_id LIMIT 1) a ON true
  ORDER BY c.customer_id)sql"};

inline constexpr db::query list_segment{"store.list_segment", R"sql(
  SELECT c.customer_id, p.party_id, a.billing_account_id, p.kind, p.given_name, p.family_name, p.language, p.time_zone,
         p.email, c.contract_number, c.segment, a.currency, p.document_kind, p.document_last4, a.pays, a.bill_day, c.since
  FROM (SELECT customer_id, contract_number, segment, since FROM store.customer
        WHERE segment = $3 ORDER BY customer_id LIMIT $1 OFFSET $2) c
  JOIN store.party p ON p.customer_id = c.customer_id
  JOIN LATERAL (SELECT billing_account_id, currency, pays, bill_day FROM store.billing_account
                WHERE customer_id = c.customer_id ORDER BY billing_account_id LIMIT 1) a ON true
  ORDER BY c.customer_id)sql"};

inline constexpr db::query count_customers{"store.count_customers", R"sql(
  SELECT count(*) FROM store.customer)sql"};
inline constexpr db::query count_segment{"store.count_segment", R"sql(
  SELECT count(*) FROM store.customer WHERE segment = $1)sql"};

// NO KEY: rows that reference the customer may still be written by others.
inline constexpr db::query lock_customer{"store.lock_customer", R"sql(
  SELECT customer_id FROM store.customer WHERE customer_id = $1 FOR NO KEY UPDATE)sql"};

inline constexpr db::query open_subscriber{"store.open_subscriber", R"sql(
  WITH line AS (
    INSERT INTO store.subscriber (customer_id, billing_account_id, kind, state, offering_code, offering_version,
                                  tariff_group, scratch, created_at)
    SELECT customer_id, billing_account_id, $3, 'pending_active', $4, $5::int, $6, $7::boolean, $1::timestamptz
    FROM store.billing_account WHERE customer_id = $2 ORDER BY billing_account_id LIMIT 1
    RETURNING customer_id, subscriber_id, offering_code, offering_version, created_at),
  product AS (
    INSERT INTO store.product (customer_id, subscriber_id, offering_code, offering_version, valid_from)
    SELECT customer_id, subscriber_id, offering_code, offering_version, created_at FROM line)
  SELECT subscriber_id FROM line)sql"};

inline constexpr db::query lock_subscriber{"store.lock_subscriber", R"sql(
  SELECT customer_id, subscriber_id, billing_account_id, kind, state, offering_code, offering_version, tariff_group,
         scratch, created_at, activated_at, terminated_at
  FROM store.subscriber WHERE subscriber_id = $1 FOR NO KEY UPDATE)sql"};

inline constexpr db::query move_subscriber{"store.move_subscriber", R"sql(
  UPDATE store.subscriber
  SET state = $3,
      activated_at = CASE WHEN $3 = 'active' THEN coalesce(activated_at, $4::timestamptz) ELSE activated_at END,
      terminated_at = CASE WHEN $3 = 'terminated' THEN $4::timestamptz END
  WHERE customer_id = $1 AND subscriber_id = $2)sql"};

inline constexpr db::query end_products{"store.end_products", R"sql(
  UPDATE store.product SET valid_to = greatest(valid_from, $3::timestamptz)
  WHERE customer_id = $1 AND subscriber_id = $2 AND valid_to IS NULL)sql"};

inline constexpr db::query find_subscriber{"store.find_subscriber", R"sql(
  SELECT customer_id, subscriber_id, billing_account_id, kind, state, offering_code, offering_version, tariff_group,
         scratch, created_at, activated_at, terminated_at
  FROM store.subscriber WHERE subscriber_id = $1)sql"};

inline constexpr db::query subscribers_of{"store.subscribers_of", R"sql(
  SELECT customer_id, subscriber_id, billing_account_id, kind, state, offering_code, offering_version, tariff_group,
         scratch, created_at, activated_at, terminated_at
  FROM store.subscriber WHERE customer_id = $1 ORDER BY subscriber_id)sql"};

// What is held already by the same holder is passed over; what is held by another is passed over too, after waiting
// for whoever is giving it at this moment, and found by refused_identifiers.
inline constexpr db::query give_identifiers{"store.give_identifiers", R"sql(
  INSERT INTO store.identifier (kind, norm, customer_id, subscriber_id, valid_from)
  SELECT g.kind, g.norm, $2::bigint, $3::bigint, $1::timestamptz
  FROM unnest($4::text[], $5::text[]) AS g (kind, norm)
  WHERE NOT EXISTS (SELECT FROM store.identifier i
                    WHERE i.customer_id = $2 AND i.kind = g.kind AND i.norm = g.norm
                      AND i.subscriber_id IS NOT DISTINCT FROM $3 AND i.valid_to IS NULL)
  ON CONFLICT DO NOTHING)sql"};

inline constexpr db::query refused_identifiers{"store.refused_identifiers", R"sql(
  SELECT g.kind FROM unnest($3::text[], $4::text[]) AS g (kind, norm)
  WHERE NOT EXISTS (SELECT FROM store.identifier i
                    WHERE i.customer_id = $1 AND i.kind = g.kind AND i.norm = g.norm
                      AND i.subscriber_id IS NOT DISTINCT FROM $2::bigint AND i.valid_to IS NULL)
  ORDER BY g.kind)sql"};

inline constexpr db::query take_identifier{"store.take_identifier", R"sql(
  UPDATE store.identifier SET valid_to = greatest(valid_from, $4::timestamptz)
  WHERE customer_id = $1 AND kind = $2 AND norm = $3 AND valid_to IS NULL)sql"};

inline constexpr db::query identifiers_of{"store.identifiers_of", R"sql(
  SELECT kind, norm, customer_id, subscriber_id, valid_from, valid_to
  FROM store.identifier WHERE customer_id = $1 AND valid_to IS NULL
  ORDER BY subscriber_id NULLS FIRST, kind, norm)sql"};

inline constexpr db::query holder_at{"store.holder_at", R"sql(
  SELECT kind, norm, customer_id, subscriber_id, valid_from, valid_to
  FROM store.identifier
  WHERE kind = $1 AND kind <> 'name' AND norm = $2 AND valid_from <= $3 AND (valid_to IS NULL OR valid_to > $3)
  ORDER BY valid_from LIMIT 1)sql"};

inline constexpr db::query record_timeline{"store.record_timeline", R"sql(
  INSERT INTO store.timeline (customer_id, entry_id, subscriber_id, at, kind, title, note, channel, tone, by_whom, reference,
                              what, facts)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
  ON CONFLICT (customer_id, entry_id) DO NOTHING)sql"};

inline constexpr db::query timeline_newest{"store.timeline_newest", R"sql(
  SELECT entry_id, customer_id, subscriber_id, at, kind, title, note, channel, tone, by_whom AS "by", reference, what, facts
  FROM store.timeline WHERE customer_id = $1
  ORDER BY at DESC, entry_id DESC LIMIT $2)sql"};

inline constexpr db::query timeline_before{"store.timeline_before", R"sql(
  SELECT entry_id, customer_id, subscriber_id, at, kind, title, note, channel, tone, by_whom AS "by", reference, what, facts
  FROM store.timeline WHERE customer_id = $1 AND (at, entry_id) < ($3::timestamptz, $4::uuid)
  ORDER BY at DESC, entry_id DESC LIMIT $2)sql"};

inline constexpr db::query place_hold{"store.place_hold", R"sql(
  INSERT INTO store.contact_hold (customer_id, hold_id, reason, valid_from, valid_to, reference)
  VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT DO NOTHING)sql"};

inline constexpr db::query lift_hold{"store.lift_hold", R"sql(
  UPDATE store.contact_hold SET valid_to = greatest(valid_from, least(valid_to, $3::timestamptz))
  WHERE customer_id = $1 AND hold_id = $2)sql"};

inline constexpr db::query hold_exists{"store.hold_exists", R"sql(
  SELECT true FROM store.contact_hold WHERE customer_id = $1 AND hold_id = $2)sql"};

inline constexpr db::query record_consent{"store.record_consent", R"sql(
  INSERT INTO store.consent (customer_id, purpose, channel, given, wording_version, source, recorded_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7))sql"};

inline constexpr db::query contact_facts{"store.contact_facts", R"sql(
  SELECT extract(hour FROM $4::timestamptz AT TIME ZONE p.time_zone)::int AS local_hour,
         (SELECT c.given FROM store.consent c
          WHERE c.customer_id = $1 AND c.purpose = $2 AND c.channel = $3 AND c.recorded_at <= $4
          ORDER BY c.recorded_at DESC, c.consent_id DESC LIMIT 1) AS given,
         array(SELECT DISTINCT h.reason FROM store.contact_hold h
               WHERE h.customer_id = $1 AND h.valid_from <= $4 AND (h.valid_to IS NULL OR h.valid_to > $4)
               ORDER BY h.reason) AS holds
  FROM store.party p WHERE p.customer_id = $1)sql"};

inline constexpr db::query record_contact{"store.record_contact", R"sql(
  INSERT INTO store.contact_log (customer_id, contact_id, purpose, channel, contacted_at, reference)
  VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (customer_id, contact_id) DO NOTHING)sql"};

inline constexpr const db::query* all[] = {
    &add_customer,    &find_customer,    &list_customers,      &list_segment,    &count_customers, &count_segment,
    &lock_customer,   &open_subscriber,  &lock_subscriber,     &move_subscriber, &end_products,    &find_subscriber,
    &subscribers_of,  &give_identifiers, &refused_identifiers, &take_identifier, &identifiers_of,  &holder_at,
    &record_timeline, &timeline_newest,  &timeline_before,     &place_hold,      &lift_hold,       &hold_exists,
    &record_consent,  &contact_facts,    &record_contact};

}  // namespace store::sql
