-- The no-loss rule: outbox -> sequencer -> event log -> inbox (docs/decisions/0006), and the keys of repeated requests.

CREATE TABLE db.outbox (
  customer_id bigint      NOT NULL,
  id          uuid        NOT NULL,
  said_order  bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,  -- order within one customer: the verb holds its lock
  topic       text        NOT NULL CHECK (topic ~ '^[a-z_]+$'),
  payload     bytea       NOT NULL,
  occurred_at timestamptz NOT NULL,
  PRIMARY KEY (customer_id, id)
);
CREATE INDEX outbox_said_order ON db.outbox (said_order);

-- One row; its lock makes one sequencer of many.
CREATE TABLE db.sequencer (
  one      boolean PRIMARY KEY DEFAULT true CHECK (one),
  position bigint  NOT NULL
);
INSERT INTO db.sequencer (position) VALUES (0);

CREATE TABLE db.event_log (
  position     bigint      NOT NULL,
  customer_id  bigint      NOT NULL,
  id           uuid        NOT NULL,
  topic        text        NOT NULL,
  payload      bytea       NOT NULL,
  occurred_at  timestamptz NOT NULL,
  sequenced_at timestamptz NOT NULL
) PARTITION BY RANGE (sequenced_at);
CREATE INDEX event_log_position ON db.event_log (position);
-- What has no day of its own yet (the clock of a test, a day missed) lands here and is never lost.
CREATE TABLE db.event_log_rest PARTITION OF db.event_log DEFAULT;

CREATE TABLE db.consumer (
  name       text        PRIMARY KEY,
  position   bigint      NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE db.inbox (
  consumer   text        NOT NULL,
  event_id   uuid        NOT NULL,
  handled_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, event_id)
);
CREATE INDEX inbox_handled_at ON db.inbox (handled_at);

CREATE TABLE db.parked_event (
  consumer    text        NOT NULL,
  event_id    uuid        NOT NULL,
  position    bigint      NOT NULL,
  customer_id bigint      NOT NULL,
  topic       text        NOT NULL,
  payload     bytea       NOT NULL,
  reason      text        NOT NULL,
  parked_at   timestamptz NOT NULL DEFAULT now(),
  resolved_at timestamptz,
  PRIMARY KEY (consumer, event_id)
);

-- The answer given to a request that moves money or provisions, by the key its sender made.
CREATE TABLE db.idempotency (
  key          text        NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  scope        text        NOT NULL,  -- who and what: user and route
  digest       bytea       NOT NULL,  -- of the request body: the same key with another body is refused
  status       int         NOT NULL,
  body         text        NOT NULL,
  answered_at  timestamptz NOT NULL,
  PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_answered_at ON db.idempotency (answered_at);
