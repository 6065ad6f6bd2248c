-- The desk: what was said with whom, what people complain about, and what they answered when asked.

-- TMF683 PartyInteraction.
CREATE TABLE care.interaction (
  customer_id    bigint      NOT NULL REFERENCES store.customer,
  interaction_id uuid        NOT NULL,
  subscriber_id  bigint      NOT NULL,
  at             timestamptz NOT NULL,                                                    -- interactionDate
  channel        text        NOT NULL CHECK (channel IN ('phone', 'shop', 'email', 'sms', 'app', 'letter')),
  direction      text        NOT NULL CHECK (direction IN ('inbound', 'outbound')),
  reason         text        NOT NULL CHECK (reason ~ '^[a-z_]{1,60}$'),
  note           text        NOT NULL CHECK (length(note) <= 4000),
  by_user        bigint      NOT NULL,
  by_name        text        NOT NULL,
  PRIMARY KEY (customer_id, interaction_id),
  FOREIGN KEY (customer_id, subscriber_id) REFERENCES store.subscriber
);
CREATE INDEX interaction_by_time ON care.interaction (customer_id, at DESC);

-- TMF621 TroubleTicket of type complaint. While one is open a contact hold of the same id stands in the store.
CREATE TABLE care.complaint (
  customer_id   bigint      NOT NULL REFERENCES store.customer,
  complaint_id  uuid        NOT NULL,
  subscriber_id bigint      NOT NULL,
  state         text        NOT NULL CHECK (state IN ('open', 'closed')),
  about         text        NOT NULL CHECK (about <> '' AND length(about) <= 4000),
  opened_at     timestamptz NOT NULL,
  opened_by     text        NOT NULL,
  outcome       text        NOT NULL DEFAULT '' CHECK (length(outcome) <= 4000),
  closed_at     timestamptz,
  closed_by     text        NOT NULL DEFAULT '',
  PRIMARY KEY (customer_id, complaint_id),
  FOREIGN KEY (customer_id, subscriber_id) REFERENCES store.subscriber,
  CONSTRAINT closed_with_an_outcome CHECK ((state = 'closed') = (closed_at IS NOT NULL AND outcome <> '')),
  CONSTRAINT closed_after_it_was_opened CHECK (closed_at >= opened_at)
);
CREATE INDEX complaint_by_id ON care.complaint (complaint_id);
CREATE INDEX complaint_open ON care.complaint (customer_id, opened_at) WHERE state = 'open';

-- A question asked and, perhaps, answered. Asking goes through the store's contact gate.
CREATE TABLE care.survey (
  customer_id   bigint      NOT NULL REFERENCES store.customer,
  survey_id     uuid        NOT NULL,
  subscriber_id bigint      NOT NULL,
  question      text        NOT NULL CHECK (question ~ '^[a-z_]{1,60}$'),
  channel       text        NOT NULL CHECK (channel IN ('sms', 'email', 'phone', 'letter', 'app')),
  asked_at      timestamptz NOT NULL,
  asked_by      text        NOT NULL,
  score         int         CHECK (score BETWEEN 0 AND 10),
  comment       text        NOT NULL DEFAULT '' CHECK (length(comment) <= 4000),
  answered_at   timestamptz,
  PRIMARY KEY (customer_id, survey_id),
  FOREIGN KEY (customer_id, subscriber_id) REFERENCES store.subscriber,
  CONSTRAINT answered_with_a_score CHECK ((score IS NULL) = (answered_at IS NULL))
);
CREATE INDEX survey_by_id ON care.survey (survey_id);
