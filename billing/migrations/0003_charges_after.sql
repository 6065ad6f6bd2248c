-- What analytics reads again and again: charges after the positions it knows. A view cannot pass over the parts of the
-- ledger that hold nothing new; this does, one part at a time. Runs with the owner's rights, like a published view.
CREATE FUNCTION billing.published_charges_after(known bigint[], up_to bigint[])  -- one position a lane, lane 0 first
  RETURNS TABLE (lane smallint, pos bigint, line int, customer_id bigint, subscriber_id bigint, kind text, occurred_at timestamptz,
                 recorded_at timestamptz, tariff_group text, amount_micros bigint, currency text, scratch boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT r.lane, r.pos, r.line, r.customer_id, r.subscriber_id, r.kind, r.occurred_at, r.recorded_at, t.tariff_group, -r.delta_micros,
         a.currency::text, coalesce(t.scratch, false)
  FROM billing.segment s
  CROSS JOIN LATERAL (
    SELECT l.* FROM billing.ledger l
    WHERE l.segment_id = s.segment_id AND l.pos > known[l.lane + 1] AND l.pos <= up_to[l.lane + 1]
      AND l.bucket_id = 0 AND l.kind IN ('usage', 'recurring_fee', 'one_time_fee', 'adjustment', 'reversal')
    OFFSET 0) r  -- keeps the parts apart: only those that can hold news are opened
  LEFT JOIN billing.terms t ON t.terms_id = r.terms_id
  JOIN store.billing_account a ON a.customer_id = r.customer_id
  WHERE s.state IN ('open', 'closed')
     OR (s.state = 'sealed' AND EXISTS (SELECT FROM unnest(s.lanes_to, known) AS n(last, seen) WHERE n.last > n.seen)) $$;
