-- Parts of calls and sessions wait here until they are joined (billing/session.hpp): rated one by one they would be rounded,
-- and their connect fee taken, as often as an element happened to write.
CREATE TABLE billing.session_part (
  part_id       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  state         text        NOT NULL CHECK (state IN ('waiting', 'joined')),
  source        text        NOT NULL,
  charging_id   text        NOT NULL,  -- TS 32.298; of `all_ended` the beginning of many
  part          text        NOT NULL CHECK (part IN ('some', 'last', 'all_ended')),
  part_number   int         NOT NULL CHECK (part_number >= 0),  -- 0: the session's total so far
  started_at    timestamptz NOT NULL,
  ended_at      timestamptz NOT NULL,
  quantity      bigint      NOT NULL,
  batch_id      bigint      NOT NULL,  -- the raw record lies in billing.batch at record_offset
  record_offset int         NOT NULL,
  record_length int         NOT NULL,
  received_at   timestamptz NOT NULL,
  due_at        timestamptz NOT NULL,  -- when somebody should look whether the session is whole
  joined_at     timestamptz,
  CONSTRAINT joined_at_a_time CHECK ((state = 'joined') = (joined_at IS NOT NULL))
);
CREATE INDEX session_part_due ON billing.session_part (due_at) WHERE state = 'waiting';
CREATE INDEX session_part_waiting ON billing.session_part (source, charging_id) WHERE state = 'waiting';
CREATE INDEX session_part_joined ON billing.session_part (joined_at) WHERE state = 'joined';

-- Sessions of which something was charged: what comes late is charged by what is new in it. One id may be used again.
CREATE TABLE billing.session (
  source      text        NOT NULL,
  charging_id text        NOT NULL,
  opened_at   timestamptz NOT NULL,
  last_at     timestamptz NOT NULL,  -- up to when it has been reported
  charged     bigint      NOT NULL CHECK (charged >= 0),  -- of its usage
  pieces      int         NOT NULL CHECK (pieces >= 0),
  ended       boolean     NOT NULL,
  joined_at   timestamptz NOT NULL,
  PRIMARY KEY (source, charging_id, opened_at)
);
CREATE INDEX session_forgotten ON billing.session (joined_at);

-- Batches that billing itself has made of parts, on their way to be rated: whole, so that a repeat has the same bytes.
CREATE TABLE billing.joined_batch (
  sequence bigint NOT NULL PRIMARY KEY CHECK (sequence > 0),
  source   text   NOT NULL CHECK (source <> ''),
  raw      bytea  NOT NULL
);
CREATE SEQUENCE billing.joined_batch_sequence;
