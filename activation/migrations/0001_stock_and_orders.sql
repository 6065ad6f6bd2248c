-- Stock (numbers and SIM cards), orders and the errands they send to the network.
-- Stock belongs to the operator until it is sold, so it is keyed by what it is; everything about a customer is keyed by
-- customer_id first. No key of a card (Ki, OPc) has a column here, and none ever gets one.

CREATE TABLE activation.number (
  msisdn           text        COLLATE "C" PRIMARY KEY CHECK (msisdn ~ '^[1-9][0-9]{6,14}$'),  -- ITU-T E.164
  state            text        NOT NULL DEFAULT 'free' CHECK (state IN ('free', 'held', 'assigned', 'quarantine')),
  customer_id      bigint,      -- whose it is, or was while it is in quarantine
  subscriber_id    bigint,
  order_id         uuid,        -- that holds it
  since            timestamptz NOT NULL,
  quarantine_until timestamptz,
  CONSTRAINT number_free_is_nobodys CHECK ((state = 'free') = (customer_id IS NULL)),
  CONSTRAINT number_held_by_an_order CHECK ((state = 'held') = (order_id IS NOT NULL)),
  CONSTRAINT number_quarantine_ends CHECK ((state = 'quarantine') = (quarantine_until IS NOT NULL))
);
CREATE INDEX number_free ON activation.number (msisdn) WHERE state = 'free';
CREATE INDEX number_quarantine ON activation.number (quarantine_until) WHERE state = 'quarantine';

CREATE TABLE activation.sim (
  iccid         text        COLLATE "C" PRIMARY KEY CHECK (iccid ~ '^89[0-9]{17,18}$'),  -- ITU-T E.118
  imsi          text        COLLATE "C" NOT NULL CHECK (imsi ~ '^[0-9]{6,15}$'),         -- 3GPP TS 23.003 2.2
  state         text        NOT NULL DEFAULT 'available' CHECK (state IN ('available', 'held', 'assigned', 'retired')),
  customer_id   bigint,
  subscriber_id bigint,
  order_id      uuid,
  since         timestamptz NOT NULL,
  CONSTRAINT sim_one_imsi UNIQUE (imsi),
  CONSTRAINT sim_available_is_nobodys CHECK ((state = 'available') = (customer_id IS NULL)),
  CONSTRAINT sim_held_by_an_order CHECK ((state = 'held') = (order_id IS NOT NULL))
);
CREATE INDEX sim_available ON activation.sim (iccid) WHERE state = 'available';

-- TMF641 ServiceOrder. The id is made by whoever asks, so that asking again is the same order.
CREATE TABLE activation.service_order (
  customer_id   bigint      NOT NULL,
  order_id      uuid        NOT NULL,
  kind          text        NOT NULL CHECK (kind IN ('activate_subscriber', 'terminate_subscriber', 'suspend_subscriber',
                                                     'resume_subscriber')),
  state         text        NOT NULL CHECK (state IN ('acknowledged', 'in_progress', 'held', 'releasing', 'completed',
                                                      'failed', 'cancelled')),
  ends_as       text        CHECK (ends_as IN ('failed', 'cancelled')),  -- being given back, or given back
  subscriber_id bigint      NOT NULL,
  offering_code text        NOT NULL,
  iccid         text,
  imsi          text,
  msisdn        text,
  login         text,
  detail        text        NOT NULL DEFAULT '',  -- of a termination or suspension: why the line ends or rests
  reason        text        NOT NULL DEFAULT '',  -- why it is held, failed or was cancelled: a stable word
  digest        uuid        NOT NULL,             -- of what was asked: the same id with another wish is refused
  accepted_at   timestamptz NOT NULL,
  accepted_by   text        NOT NULL,
  finished_at   timestamptz,
  PRIMARY KEY (customer_id, order_id),
  CONSTRAINT order_finished_on_some_day CHECK ((state IN ('completed', 'failed', 'cancelled')) = (finished_at IS NOT NULL)),
  CONSTRAINT order_given_back_for_a_reason CHECK (state NOT IN ('releasing', 'failed', 'cancelled') OR ends_as IS NOT NULL)
);
CREATE INDEX service_order_by_id ON activation.service_order (order_id);
CREATE INDEX service_order_newest ON activation.service_order (accepted_at DESC, order_id DESC);
CREATE INDEX service_order_held ON activation.service_order (accepted_at DESC, order_id DESC) WHERE state = 'held';
CREATE UNIQUE INDEX one_open_order_a_line ON activation.service_order (customer_id, subscriber_id)
  WHERE state IN ('acknowledged', 'in_progress', 'held', 'releasing');

-- One wish to the network, sent after commit. Steps of an order go one after another; what is given back gets steps of
-- its own at the end.
CREATE TABLE activation.errand (
  customer_id  bigint      NOT NULL,
  order_id     uuid        NOT NULL,
  step         int         NOT NULL CHECK (step > 0),
  errand_id    uuid        NOT NULL,
  action       text        NOT NULL CHECK (action IN ('switch_on', 'switch_off', 'give_number', 'take_number')),
  undoes       boolean     NOT NULL,
  state        text        NOT NULL CHECK (state IN ('waiting', 'due', 'under_way', 'done', 'parked', 'dropped')),
  tries        int         NOT NULL DEFAULT 0,
  due_at       timestamptz NOT NULL,
  leased_by    text,
  leased_until timestamptz,
  reason       text        NOT NULL DEFAULT '',  -- of the last try
  PRIMARY KEY (customer_id, order_id, step),
  FOREIGN KEY (customer_id, order_id) REFERENCES activation.service_order,
  CONSTRAINT errand_under_way_is_leased CHECK ((state = 'under_way') = (leased_until IS NOT NULL))
);
CREATE INDEX errand_due ON activation.errand (due_at) WHERE state = 'due';
CREATE INDEX errand_under_way ON activation.errand (leased_until) WHERE state = 'under_way';
