-- Buckets that are not money: what is used up of allowances, where counters stand, what a cycle has cost. Their rows are of
-- kind `usage` like the one of the money, and follow it; delta and before are in units, seconds or micros, as the bucket is.
-- A bucket's id holds one of these numbers, a cycle and a line (billing/holdings.hpp): it is nowhere written down before
-- it is used, and begins at 0. Versions of a tariff share their numbers.
CREATE TABLE billing.bucket_number (
  number      smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tariff_code text     NOT NULL,
  name        text     NOT NULL,
  UNIQUE (tariff_code, name)
);
