// Every named query about fees.
#pragma once

#include "db/query.hpp"

namespace billing::sql {

inline constexpr db::query product_at{"billing.product_at", R"sql(
    SELECT p.product_id, p.offering_code, p.offering_version, a.currency
    FROM store.product p
    JOIN store.subscriber s ON s.customer_id = p.customer_id AND s.subscriber_id = p.subscriber_id
    JOIN store.billing_account a ON a.customer_id = s.customer_id AND a.billing_account_id = s.billing_account_id
    WHERE p.customer_id = $1 AND p.subscriber_id = $2 AND p.valid_from <= $3
    ORDER BY p.valid_from DESC LIMIT 1)sql"};

inline constexpr db::query begin_fee{"billing.begin_fee", R"sql(
    INSERT INTO billing.fee (customer_id, product_id, price_code, subscriber_id, label, kind, amount_micros, proration, offering_code,
                             offering_version, tariff_group, scratch, began_at, due_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)
    ON CONFLICT (customer_id, product_id, price_code) DO NOTHING)sql"};

inline constexpr db::query end_fees{"billing.end_fees", R"sql(
    UPDATE billing.fee SET ended_at = greatest($3::timestamptz, began_at), due_at = greatest($3::timestamptz, began_at)
    WHERE customer_id = $1 AND subscriber_id = $2 AND product_id <> $4 AND ended_at IS NULL)sql"};

// Two schedulers at once take different fees.
inline constexpr db::query due_fees{"billing.due_fees", R"sql(
    SELECT f.customer_id, f.product_id, f.price_code, f.subscriber_id, f.label, f.kind, f.amount_micros, f.proration, f.offering_code,
           f.offering_version, f.tariff_group, f.scratch, f.began_at, f.ended_at, f.charged_to, a.currency, p.time_zone, a.bill_day,
           c.period_from AS last_from, c.cycle_from AS last_cycle_from, c.cycle_to AS last_cycle_to, c.amount_micros AS last_amount_micros
    FROM billing.fee f
    JOIN store.subscriber s ON s.customer_id = f.customer_id AND s.subscriber_id = f.subscriber_id
    JOIN store.billing_account a ON a.customer_id = s.customer_id AND a.billing_account_id = s.billing_account_id
    JOIN store.party p ON p.customer_id = f.customer_id
    LEFT JOIN LATERAL (
      SELECT x.period_from, x.cycle_from, x.cycle_to, x.amount_micros FROM billing.fee_charge x
      WHERE x.customer_id = f.customer_id AND x.product_id = f.product_id AND x.price_code = f.price_code
        AND x.kind = 'charge' AND x.period_to = f.charged_to
      ORDER BY x.period_from DESC LIMIT 1) c ON true
    WHERE f.due_at <= $1
    ORDER BY f.due_at, f.customer_id
    LIMIT $2
    FOR UPDATE OF f SKIP LOCKED)sql"};

inline constexpr db::query record_fee_charge{"billing.record_fee_charge", R"sql(
    INSERT INTO billing.fee_charge (customer_id, product_id, price_code, period_from, kind, period_to, cycle_from, cycle_to, amount_micros,
                                    charge_id, charged_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    ON CONFLICT (customer_id, product_id, price_code, period_from, kind) DO NOTHING)sql"};

inline constexpr db::query move_fee{"billing.move_fee", R"sql(
    UPDATE billing.fee SET charged_to = $4, due_at = $5 WHERE customer_id = $1 AND product_id = $2 AND price_code = $3)sql"};

inline constexpr const db::query* all_of_fees[] = {&product_at, &begin_fee, &end_fees, &due_fees, &record_fee_charge, &move_fee};

}  // namespace billing::sql
