-- What is sold and what usage costs, by version. The content is the file's own, in canonical form; the columns beside
-- it are what queries need. A published version never changes: nobody is granted UPDATE or DELETE.
CREATE TABLE catalog.tariff (
  code         text        NOT NULL CHECK (code <> ''),
  version      integer     NOT NULL CHECK (version >= 1),
  name         text        NOT NULL CHECK (name <> ''),
  currency     text        NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  valid_from   timestamptz NOT NULL,
  valid_to     timestamptz CHECK (valid_to > valid_from),
  content      text        NOT NULL,
  published_at timestamptz NOT NULL,
  PRIMARY KEY (code, version)
);
COMMENT ON TABLE catalog.tariff IS 'append-only: a published version never changes';

CREATE TABLE catalog.offering (
  code           text        NOT NULL CHECK (code <> ''),
  version        integer     NOT NULL CHECK (version >= 1),
  name           text        NOT NULL CHECK (name <> ''),
  currency       text        NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  tariff_group   text        NOT NULL CHECK (tariff_group <> ''),
  tariff_code    text        NOT NULL,
  tariff_version integer,  -- NULL: whichever version is valid when usage starts
  valid_from     timestamptz NOT NULL,
  valid_to       timestamptz CHECK (valid_to > valid_from),
  content        text        NOT NULL,
  published_at   timestamptz NOT NULL,
  PRIMARY KEY (code, version),
  FOREIGN KEY (tariff_code, tariff_version) REFERENCES catalog.tariff (code, version)
);
COMMENT ON TABLE catalog.offering IS 'append-only: a published version never changes';
