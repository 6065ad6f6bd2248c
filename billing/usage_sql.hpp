// Every query of usage: who is charged, batches, suspense, and reading what was rated.
#pragma once

#include "db/query.hpp"

namespace billing::sql {

// Who is charged. The store's rows are read directly: it is the shared kernel.

// Versions only ever come to be, so their number tells whether there is a new one.
inline constexpr db::query versions_published{"billing.versions_published", R"sql(
    SELECT (SELECT count(*) FROM catalog.tariff) + (SELECT count(*) FROM catalog.offering))sql"};

inline constexpr db::query customers_page{"billing.customers_page", R"sql(
    SELECT customer_id FROM store.customer WHERE customer_id > $1 ORDER BY customer_id LIMIT $2)sql"};

inline constexpr db::query lines_of_customers{"billing.lines_of_customers", R"sql(
    SELECT s.customer_id, s.subscriber_id, p.time_zone, a.currency, s.scratch, a.bill_day
    FROM store.subscriber s
    JOIN store.party p ON p.customer_id = s.customer_id
    JOIN store.billing_account a ON a.customer_id = s.customer_id AND a.billing_account_id = s.billing_account_id
    WHERE s.customer_id = ANY($1::bigint[]))sql"};

// The group of an earlier offering is the catalogue's; of the one it has now, what was copied when it took it.
inline constexpr db::query products_of_customers{"billing.products_of_customers", R"sql(
    SELECT p.subscriber_id, p.offering_code, p.offering_version,
           CASE WHEN p.valid_to IS NULL THEN s.tariff_group ELSE coalesce(o.tariff_group, s.tariff_group) END AS tariff_group,
           p.valid_from, p.valid_to
    FROM store.product p
    JOIN store.subscriber s ON s.customer_id = p.customer_id AND s.subscriber_id = p.subscriber_id
    LEFT JOIN catalog.offering o ON o.code = p.offering_code AND o.version = p.offering_version
    WHERE p.customer_id = ANY($1::bigint[])
    ORDER BY p.valid_from)sql"};

inline constexpr db::query identifiers_of_customers{"billing.identifiers_of_customers", R"sql(
    SELECT kind, norm, subscriber_id, valid_from, valid_to FROM store.identifier
    WHERE customer_id = ANY($1::bigint[]) AND kind IN ('msisdn', 'imsi', 'login') AND subscriber_id IS NOT NULL)sql"};

inline constexpr db::query customers_of_identifiers{"billing.customers_of_identifiers", R"sql(
    SELECT DISTINCT i.customer_id
    FROM unnest($1::text[], $2::text[]) AS w(kind, norm)
    JOIN store.identifier i ON i.kind = w.kind AND i.norm = w.norm AND i.kind <> 'name')sql"};

// Batches.

// Usage of an offering's lines, customer by customer as it happened; whole customers on a page.
inline constexpr db::query simulated_usage{"billing.simulated_usage", R"sql(
    SELECT customer_id, subscriber_id, charge_micros, batch_id, record_offset, record_length
    FROM (SELECT r.customer_id, r.subscriber_id, -r.delta_micros AS charge_micros, r.batch_id, r.record_offset, r.record_length,
                 r.occurred_at, r.pos, r.line
          FROM billing.ledger r
          JOIN billing.terms t ON t.terms_id = r.terms_id
          WHERE r.customer_id > $4 AND r.occurred_at >= $1 AND r.occurred_at < $2 AND r.kind = 'usage' AND r.bucket_id = 0
            AND t.offering_code = $3 AND NOT t.scratch
          ORDER BY r.customer_id FETCH FIRST $5 ROWS WITH TIES) u
    ORDER BY customer_id, occurred_at, pos, line)sql"};

inline constexpr db::query record_bucket_number{"billing.record_bucket_number", R"sql(
    INSERT INTO billing.bucket_number (tariff_code, name)
    SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM billing.bucket_number WHERE tariff_code = $1 AND name = $2)
    ON CONFLICT DO NOTHING)sql"};

inline constexpr db::query find_bucket_number{"billing.find_bucket_number", R"sql(
    SELECT number FROM billing.bucket_number WHERE tariff_code = $1 AND name = $2)sql"};

inline constexpr db::query find_batch{"billing.find_batch", R"sql(
    SELECT state, digest, rated, duplicates, suspended, refusal, detail FROM billing.batch
    WHERE source = $1 AND epoch = $2 AND sequence = $3)sql"};

inline constexpr db::query next_batch_id{"billing.next_batch_id", R"sql(
    SELECT nextval('billing.batch_id'))sql"};

inline constexpr db::query record_batch{"billing.record_batch", R"sql(
    INSERT INTO billing.batch (source, epoch, sequence, batch_id, state, digest, rated, duplicates, suspended, refusal, detail, raw, received_at,
                               source_pos, first_start_micros, last_start_micros, keys)
    VALUES ($1, $2, $3, $4, 'applied', $5, $6, $7, $8, '', '', $9, $10, $11, $12, $13, $14))sql"};

inline constexpr db::query park_batch{"billing.park_batch", R"sql(
    INSERT INTO billing.batch (source, epoch, sequence, batch_id, state, digest, rated, duplicates, suspended, refusal, detail, raw, received_at, parked_because)
    VALUES ($1, $2, $3, nextval('billing.batch_id'), 'parked', $4, 0, 0, 0, $5, $6, $7, $8, $9))sql"};

inline constexpr db::query parked_raw{"billing.parked_raw", R"sql(
    SELECT raw FROM billing.batch WHERE source = $1 AND epoch = $2 AND sequence = $3 AND state = 'parked')sql"};

inline constexpr db::query find_parked{"billing.find_parked", R"sql(
    SELECT source, epoch, sequence, coalesce(parked_because, '') AS because, received_at FROM billing.batch
    WHERE state = 'parked' ORDER BY received_at, source, epoch, sequence OFFSET $1 LIMIT $2)sql"};

inline constexpr db::query count_parked{"billing.count_parked", R"sql(
    SELECT count(*) FROM billing.batch WHERE state = 'parked')sql"};

inline constexpr db::query apply_parked_batch{"billing.apply_parked_batch", R"sql(
    UPDATE billing.batch SET state = 'applied', batch_id = $4, rated = $5, duplicates = $6, suspended = $7, refusal = '', detail = '',
                             source_pos = $8, first_start_micros = $9, last_start_micros = $10, keys = $11
    WHERE source = $1 AND epoch = $2 AND sequence = $3 AND state = 'parked')sql"};

inline constexpr db::query standing{"billing.standing", R"sql(
    SELECT epoch, sequence FROM billing.batch WHERE source = $1 ORDER BY epoch DESC, sequence DESC LIMIT 1)sql"};

inline constexpr db::query raw_of_batch{"billing.raw_of_batch", R"sql(
    SELECT raw FROM billing.batch WHERE batch_id = $1)sql"};

// What a source has brought.

inline constexpr db::query batches_after{"billing.batches_after", R"sql(
    SELECT source_pos, batch_id, coalesce(first_start_micros, 1), coalesce(last_start_micros, 0)
    FROM billing.batch WHERE source = $1 AND source_pos > $2 ORDER BY source_pos)sql"};

inline constexpr db::query keys_of_batches{"billing.keys_of_batches", R"sql(
    SELECT keys FROM billing.batch WHERE batch_id = ANY($1::bigint[]))sql"};

inline constexpr db::query advance_source{"billing.advance_source", R"sql(
    INSERT INTO billing.source AS s (source, pos) VALUES ($1, 1)
    ON CONFLICT (source) DO UPDATE SET pos = s.pos + 1 WHERE s.pos = $2)sql"};

// Suspense.

inline constexpr db::query find_suspended{"billing.find_suspended", R"sql(
    SELECT suspense_id, reason, source, service, subscriber_norm, occurred_at, suspended_at, quantity, tries
    FROM billing.suspense WHERE state = 'waiting' AND ($1::text IS NULL OR reason = $1) AND ($2::text IS NULL OR source = $2)
      AND ($3::text IS NULL OR service = $3) AND ($4::text IS NULL OR subscriber_norm = $4)
      AND ($5::timestamptz IS NULL OR occurred_at >= $5) AND ($6::timestamptz IS NULL OR occurred_at < $6)
    ORDER BY suspense_id OFFSET $7 LIMIT $8)sql"};

inline constexpr db::query count_suspended{"billing.count_suspended", R"sql(
    SELECT count(*) FROM billing.suspense WHERE state = 'waiting' AND ($1::text IS NULL OR reason = $1) AND ($2::text IS NULL OR source = $2)
      AND ($3::text IS NULL OR service = $3) AND ($4::text IS NULL OR subscriber_norm = $4)
      AND ($5::timestamptz IS NULL OR occurred_at >= $5) AND ($6::timestamptz IS NULL OR occurred_at < $6))sql"};

inline constexpr db::query lock_suspended{"billing.lock_suspended", R"sql(
    SELECT source, batch_id, record_offset, record_length FROM billing.suspense
    WHERE suspense_id = $1 AND state = 'waiting' FOR UPDATE)sql"};

inline constexpr db::query settle_suspended{"billing.settle_suspended", R"sql(
    UPDATE billing.suspense SET state = $2, resolved_at = $3, resolved_by = $4, resolved_because = $5
    WHERE suspense_id = $1 AND state = 'waiting')sql"};

inline constexpr db::query waiting_records{"billing.waiting_records", R"sql(
    SELECT suspense_id, batch_id, record_offset, record_length FROM billing.suspense
    WHERE state = 'waiting' AND ($1::text IS NULL OR reason = $1) ORDER BY tries, suspense_id LIMIT $2)sql"};

inline constexpr db::query lock_waiting{"billing.lock_waiting", R"sql(
    SELECT suspense_id FROM billing.suspense WHERE suspense_id = ANY($1::bigint[]) AND state = 'waiting'
    ORDER BY suspense_id FOR UPDATE)sql"};

inline constexpr db::query resolve_suspended{"billing.resolve_suspended", R"sql(
    UPDATE billing.suspense SET state = 'recycled', resolved_at = $2 WHERE suspense_id = ANY($1::bigint[]))sql"};

inline constexpr db::query note_tried_again{"billing.note_tried_again", R"sql(
    UPDATE billing.suspense s SET tries = s.tries + 1, reason = w.reason
    FROM unnest($1::bigint[], $2::text[]) AS w(suspense_id, reason) WHERE s.suspense_id = w.suspense_id)sql"};

// Reading what was rated, and money that came in.

inline constexpr db::query list_usage{"billing.list_usage", R"sql(
    SELECT r.pos, r.line, r.customer_id, r.subscriber_id, r.occurred_at, r.recorded_at, r.service, r.incoming, r.other_party,
           r.destination, r.quantity, -r.delta_micros AS charge_micros, r.before_micros, a.currency, t.tariff_code, t.tariff_version,
           r.batch_id, r.record_offset, r.record_length
    FROM billing.ledger r
    JOIN billing.terms t ON t.terms_id = r.terms_id
    JOIN store.billing_account a ON a.customer_id = r.customer_id
    WHERE r.customer_id = $1 AND r.subscriber_id = $2 AND r.kind = 'usage' AND r.bucket_id = 0
    ORDER BY r.occurred_at DESC, r.pos DESC, r.line DESC OFFSET $3 LIMIT $4)sql"};

inline constexpr db::query count_usage{"billing.count_usage", R"sql(
    SELECT count(*) FROM billing.ledger WHERE customer_id = $1 AND subscriber_id = $2 AND kind = 'usage' AND bucket_id = 0)sql"};

inline constexpr db::query find_usage{"billing.find_usage", R"sql(
    SELECT r.pos, r.line, r.customer_id, r.subscriber_id, r.occurred_at, r.recorded_at, r.service, r.incoming, r.other_party,
           r.destination, r.quantity, -r.delta_micros AS charge_micros, r.before_micros, a.currency, t.tariff_code, t.tariff_version,
           r.batch_id, r.record_offset, r.record_length
    FROM billing.ledger r
    JOIN billing.terms t ON t.terms_id = r.terms_id
    JOIN store.billing_account a ON a.customer_id = r.customer_id
    WHERE r.customer_id = $1 AND r.pos = $2 AND r.line = $3 AND r.kind = 'usage' AND r.bucket_id = 0)sql"};

// What a piece of usage changed beside the money: rows that follow its own, of the same record.
inline constexpr db::query changed_buckets{"billing.changed_buckets", R"sql(
    SELECT bucket_id, before_micros, delta_micros FROM billing.ledger
    WHERE customer_id = $1 AND pos = $2 AND line > $3 AND bucket_id <> 0 AND kind = 'usage' AND batch_id = $4 AND record_offset = $5
    ORDER BY line)sql"};

inline constexpr db::query account_of{"billing.account_of", R"sql(
    SELECT currency, pays = 'postpaid' AS postpaid FROM store.billing_account WHERE customer_id = $1)sql"};

inline constexpr db::query balance_of{"billing.balance_of", R"sql(
    SELECT balance_micros, currency FROM billing.published_balance WHERE customer_id = $1)sql"};

inline constexpr db::query find_top_up{"billing.find_top_up", R"sql(
    SELECT amount_micros, currency, channel, balance_micros FROM billing.top_up WHERE customer_id = $1 AND top_up_id = $2)sql"};

inline constexpr db::query record_top_up{"billing.record_top_up", R"sql(
    INSERT INTO billing.top_up (customer_id, top_up_id, amount_micros, currency, channel, balance_micros, received_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7))sql"};

inline constexpr const db::query* all_of_usage[] = {
    &versions_published, &customers_page, &lines_of_customers, &products_of_customers, &identifiers_of_customers, &customers_of_identifiers, &find_batch,
    &next_batch_id, &record_batch, &park_batch, &parked_raw, &find_parked, &count_parked, &apply_parked_batch, &standing, &raw_of_batch, &batches_after,
    &keys_of_batches, &advance_source,
    &find_suspended, &count_suspended, &lock_suspended, &settle_suspended, &waiting_records, &lock_waiting, &resolve_suspended, &note_tried_again,
    &list_usage, &count_usage, &find_usage, &changed_buckets, &record_bucket_number, &find_bucket_number, &simulated_usage, &account_of, &balance_of, &find_top_up, &record_top_up};

}  // namespace billing::sql
