-- What the care desk reads of a customer who pays afterwards: charges of the month that runs, and charges that are not overdue
-- yet. A month goes from bill day to bill day in the customer's zone, as in billing/billing_cycle.hpp; a test holds the two
-- together. A month that is over is due, and overdue fourteen days after its end: the payment term until bills carry their own.
CREATE FUNCTION billing.bill_date(in_month date, bill_day int) RETURNS date  -- the month's last day where it is shorter
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN (date_trunc('month', in_month::timestamp)
          + (least(bill_day, extract(day FROM date_trunc('month', in_month::timestamp) + interval '1 month - 1 day')::int) - 1) * interval '1 day')::date;

CREATE FUNCTION billing.cycle_start(on_day date, bill_day int) RETURNS date
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN CASE WHEN billing.bill_date(on_day, bill_day) <= on_day THEN billing.bill_date(on_day, bill_day)
              ELSE billing.bill_date((date_trunc('month', on_day::timestamp) - interval '1 day')::date, bill_day) END;

-- Runs with the owner's rights, like a published view. Credits count as less charged.
CREATE FUNCTION billing.published_month(of_customer bigint, at timestamptz)
  RETURNS TABLE (month_micros bigint, in_term_micros bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  WITH began AS MATERIALIZED (
    SELECT billing.cycle_start(today, bill_day)::timestamp AT TIME ZONE time_zone AS month,
           billing.cycle_start(today - 14, bill_day)::timestamp AT TIME ZONE time_zone AS term
    FROM (SELECT p.time_zone, a.bill_day, (at AT TIME ZONE p.time_zone)::date AS today
          FROM store.billing_account a JOIN store.party p ON p.customer_id = a.customer_id
          WHERE a.customer_id = of_customer ORDER BY a.billing_account_id LIMIT 1) AS who)
  SELECT coalesce(-sum(r.delta_micros) FILTER (WHERE r.occurred_at >= (SELECT month FROM began)), 0)::bigint, coalesce(-sum(r.delta_micros), 0)::bigint
  FROM billing.ledger r
  WHERE r.customer_id = of_customer AND r.bucket_id = 0 AND r.occurred_at >= (SELECT term FROM began)
    AND r.kind IN ('usage', 'recurring_fee', 'one_time_fee', 'adjustment', 'reversal', 'foreign') $$;
