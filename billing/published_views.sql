-- What other rooms may read of billing. Every view keeps `customer_id` pushable: one customer costs a few index probes.

-- The balance now: the standing generation and what came after it.
CREATE VIEW billing.published_balance AS
  SELECT a.customer_id,
         (coalesce((SELECT l.level_micros FROM billing.level l
                    WHERE l.generation = h.generation AND l.customer_id = a.customer_id AND l.bucket_id = 0), 0)
        + coalesce((SELECT sum(r.delta_micros) FROM billing.ledger r
                    WHERE r.customer_id = a.customer_id AND r.bucket_id = 0 AND r.pos > h.pos), 0))::bigint AS balance_micros,
         a.currency::text AS currency
  FROM store.billing_account a
  JOIN billing.snapshot_head h ON h.lane = billing.lane_of(a.customer_id);

-- What was used and what it cost. A reader gives customer_id, an order by occurred_at and a limit.
CREATE VIEW billing.published_recent_usage AS
  SELECT r.customer_id, r.subscriber_id, r.customer_id || '-' || r.pos || '-' || r.line AS usage_id,
         r.occurred_at, r.recorded_at, r.service, r.incoming, r.other_party, r.destination, r.quantity,
         CASE r.service WHEN 'voice' THEN 's' WHEN 'data' THEN 'B' ELSE 'message' END AS unit,
         -r.delta_micros AS charge_micros, a.currency::text AS currency, t.tariff_code, t.tariff_version
  FROM billing.ledger r
  JOIN billing.terms t ON t.terms_id = r.terms_id
  JOIN store.billing_account a ON a.customer_id = r.customer_id
  WHERE r.kind = 'usage' AND r.bucket_id = 0;

-- Service revenue as it is recognised: charges net of tax, discounts and credits. Money that comes in is no revenue.
-- `day` is the UTC day on which it happened; `recorded_at` tells a reader which days a late record has changed.
-- For one customer, or for everything once: who follows what is new calls published_charges_after().
CREATE VIEW billing.published_recognised_charge AS
  SELECT (r.occurred_at AT TIME ZONE 'UTC')::date AS day, r.occurred_at, r.recorded_at, r.lane, r.pos, r.line,
         t.tariff_group, r.kind, r.customer_id, r.subscriber_id, -r.delta_micros AS amount_micros, a.currency::text AS currency,
         coalesce(t.scratch, false) AS scratch
  FROM billing.ledger r
  LEFT JOIN billing.terms t ON t.terms_id = r.terms_id
  JOIN store.billing_account a ON a.customer_id = r.customer_id
  WHERE r.bucket_id = 0 AND r.kind IN ('usage', 'recurring_fee', 'one_time_fee', 'adjustment', 'reversal');

-- Where each lane stands. Whoever sees a position here sees every row up to it.
CREATE VIEW billing.published_lane AS
  SELECT lane, pos FROM billing.lane;

-- How many usage records have no price yet and wait for a person.
CREATE VIEW billing.published_waiting_usage AS
  SELECT reason, count(*) AS records FROM billing.suspense WHERE state = 'waiting' GROUP BY reason;

-- The next monthly fees of lines that have not ended. `due_on` is a day of the customer's calendar.
CREATE VIEW billing.published_next_fee AS
  SELECT f.customer_id, f.subscriber_id, f.label, f.amount_micros, a.currency::text AS currency,
         coalesce(f.charged_to, (f.began_at AT TIME ZONE p.time_zone)::date) AS due_on
  FROM billing.fee f
  JOIN store.subscriber s ON s.customer_id = f.customer_id AND s.subscriber_id = f.subscriber_id
  JOIN store.billing_account a ON a.customer_id = s.customer_id AND a.billing_account_id = s.billing_account_id
  JOIN store.party p ON p.customer_id = f.customer_id
  WHERE f.kind = 'monthly' AND f.ended_at IS NULL AND f.due_at IS NOT NULL;
