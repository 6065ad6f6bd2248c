-- Fees of products: what a line costs by being there. Charged by a scheduler; a bill only presents them.
CREATE TABLE billing.fee (
  customer_id      bigint      NOT NULL,
  product_id       bigint      NOT NULL,  -- store.product (TMF637)
  price_code       text        NOT NULL CHECK (price_code <> ''),  -- of the offering (TMF620 ProductOfferingPrice)
  subscriber_id    bigint      NOT NULL,
  label            text        NOT NULL,
  kind             text        NOT NULL CHECK (kind IN ('one_time', 'monthly')),
  amount_micros    bigint      NOT NULL CHECK (amount_micros > 0),  -- of a whole month
  proration        text        NOT NULL CHECK (proration IN ('by_day', 'full', 'none')),
  offering_code    text        NOT NULL,
  offering_version int         NOT NULL,
  tariff_group     text        NOT NULL,
  scratch          boolean     NOT NULL,
  began_at         timestamptz NOT NULL,
  ended_at         timestamptz CHECK (ended_at >= began_at),
  charged_to       date,         -- every day before it is charged, in the customer's calendar
  due_at           timestamptz,  -- when the scheduler has something to do; NULL: never again
  PRIMARY KEY (customer_id, product_id, price_code)
);
CREATE INDEX fee_due ON billing.fee (due_at, customer_id) WHERE due_at IS NOT NULL;

-- What was charged and credited. The key is the promise: one charge and one credit a product, price and period.
CREATE TABLE billing.fee_charge (
  customer_id   bigint      NOT NULL,
  product_id    bigint      NOT NULL,
  price_code    text        NOT NULL,
  period_from   date        NOT NULL,
  kind          text        NOT NULL CHECK (kind IN ('charge', 'credit')),
  period_to     date        NOT NULL CHECK (period_to >= period_from),
  cycle_from    date        NOT NULL,  -- the whole month the period is a part of
  cycle_to      date        NOT NULL CHECK (cycle_to >= cycle_from),
  amount_micros bigint      NOT NULL CHECK (CASE kind WHEN 'charge' THEN amount_micros >= 0 ELSE amount_micros <= 0 END),
  charge_id     uuid        NOT NULL,  -- the ledger row's reference
  charged_at    timestamptz NOT NULL,
  PRIMARY KEY (customer_id, product_id, price_code, period_from, kind),
  FOREIGN KEY (customer_id, product_id, price_code) REFERENCES billing.fee
);
