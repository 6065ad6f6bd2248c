-- What happened to lines, and what it comes to by day and tariff group. Truth lies elsewhere: moves are heard on the bus,
-- charges read from billing's published view; day_flow can be dropped and rolled up again from both.

-- One row a line and thing that happened to it. Lines of self-tests never come here.
CREATE TABLE analytics.line_move (
  customer_id   bigint      NOT NULL,
  event_id      uuid        NOT NULL,  -- of the event that told it: heard twice, written once
  kind          text        NOT NULL CHECK (kind IN ('gross_add', 'disconnection', 'migration_in', 'migration_out')),
  subscriber_id bigint      NOT NULL,
  tariff_group  text        NOT NULL CHECK (tariff_group <> ''),
  reason        text        NOT NULL,  -- of a disconnection: customer_request, port_out, non_payment, fraud, inactivity
  at            timestamptz NOT NULL,  -- when it happened, not when it was heard
  PRIMARY KEY (customer_id, event_id, kind),
  CONSTRAINT only_a_disconnection_has_a_reason CHECK (kind = 'disconnection' OR reason = '')
);
CREATE INDEX line_move_at ON analytics.line_move (at);

-- Heard and not yet in day_flow. A row here is written with its move and removed with the rows of its day, so that a day
-- a late fact touches is counted again, whatever happens in between.
CREATE TABLE analytics.move_to_roll_up (
  customer_id bigint      NOT NULL,
  event_id    uuid        NOT NULL,
  at          timestamptz NOT NULL,
  PRIMARY KEY (customer_id, event_id)
);
CREATE INDEX move_to_roll_up_at ON analytics.move_to_roll_up (at);

CREATE TABLE analytics.day_flow (
  day                    date   NOT NULL,  -- in the operator's zone
  tariff_group           text   NOT NULL CHECK (tariff_group <> ''),
  opening_base           bigint NOT NULL DEFAULT 0,
  gross_adds             bigint NOT NULL DEFAULT 0 CHECK (gross_adds >= 0),
  migrations_in          bigint NOT NULL DEFAULT 0 CHECK (migrations_in >= 0),
  migrations_out         bigint NOT NULL DEFAULT 0 CHECK (migrations_out >= 0),
  disconnections         bigint NOT NULL DEFAULT 0 CHECK (disconnections >= 0),
  closing_base           bigint NOT NULL DEFAULT 0,
  service_revenue_micros bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (day, tariff_group),
  CONSTRAINT base_balances CHECK (opening_base + gross_adds + migrations_in - migrations_out - disconnections = closing_base)
);

-- How far day_flow reaches, and in whose midnight. Its row lock makes one roll-up of many.
CREATE TABLE analytics.roll_up_state (
  one       boolean PRIMARY KEY DEFAULT true CHECK (one),
  time_zone text    NOT NULL DEFAULT '',  -- another zone than this: everything is rolled up anew
  rolled_to date                          -- nothing yet: NULL
);
INSERT INTO analytics.roll_up_state DEFAULT VALUES;

-- Up to which position of each of billing's lanes charges are in day_flow. Positions of a lane become visible in order,
-- so nothing can appear behind a mark.
CREATE TABLE analytics.charge_mark (
  lane smallint PRIMARY KEY,
  pos  bigint   NOT NULL
);

-- The last day a line was charged for anything: what `active` means.
CREATE TABLE analytics.line_charged (
  customer_id   bigint NOT NULL,
  subscriber_id bigint NOT NULL,
  last_day      date   NOT NULL,
  PRIMARY KEY (customer_id, subscriber_id)
);

-- Lines as the store has them, counted once an hour: how many are active, and whether the base agrees.
CREATE TABLE analytics.line_count (
  tariff_group text   PRIMARY KEY,
  in_base      bigint NOT NULL,
  active       bigint NOT NULL,
  rolled_up    bigint NOT NULL  -- the closing base of day_flow at that moment
);

-- When each of analytics' jobs last came to its end.
CREATE TABLE analytics.job (
  name            text        PRIMARY KEY,
  last_success_at timestamptz NOT NULL
);
