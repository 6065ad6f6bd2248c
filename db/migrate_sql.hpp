// The SQL of migrating: versions, grants, walls. {names} are filled by fmt with quoted role and schema names.
#pragma once

#include <string_view>

namespace db::sql {

// Held by the session until it ends: two programs that start at once migrate one after the other.
inline constexpr std::string_view take_lock = "SELECT pg_advisory_lock(hashtext('abonent.migrate'))";

inline constexpr std::string_view create_schema_version = R"sql(
CREATE TABLE IF NOT EXISTS db.schema_version (
  room       text        NOT NULL,
  number     int         NOT NULL,
  name       text        NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (room, number)
);)sql";

// Rooms may say events, keep an inbox and stored answers, and see the log. Only room db stamps and prunes.
inline constexpr std::string_view grant_db = R"sql(
GRANT USAGE ON SCHEMA db TO {rooms};
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA db TO {rooms};
GRANT UPDATE ON db.consumer, db.parked_event TO {rooms};
GRANT DELETE ON db.idempotency TO {rooms};
)sql";

// The shared kernel: rows of store and catalog for every room (analytics reads only). A table whose comment begins
// with `private:` stays with its own room; `append-only:` may be read and added to, nothing else.
inline constexpr std::string_view grant_kernel = R"sql(
GRANT USAGE ON SCHEMA {schema} TO {rw}, {ro};
DO $$
DECLARE it record; rights text;
BEGIN
  FOR it IN SELECT c.oid::regclass AS name, coalesce(obj_description(c.oid, 'pg_class'), '') AS note
            FROM pg_class c WHERE c.relnamespace = '{schema}'::regnamespace AND c.relkind IN ('r', 'p') LOOP
    EXECUTE format('REVOKE ALL ON %s FROM {rw}, {ro}', it.name);
    CONTINUE WHEN it.note LIKE 'private:%';
    rights := CASE WHEN it.note LIKE 'append-only:%' THEN 'SELECT, INSERT' ELSE 'SELECT, INSERT, UPDATE, DELETE, REFERENCES' END;
    EXECUTE format('GRANT %s ON %s TO {rw}', rights, it.name);
    EXECUTE format('GRANT SELECT ON %s TO {ro}', it.name);
  END LOOP;
END $$;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {rw};
)sql";

inline constexpr std::string_view drop_views = R"sql(
DO $$
DECLARE it record;
BEGIN
  FOR it IN SELECT c.oid::regclass AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = {schema} AND c.relkind = 'v' LOOP
    EXECUTE format('DROP VIEW IF EXISTS %s CASCADE', it.name);
  END LOOP;
END $$;
)sql";

inline constexpr std::string_view grant_views = R"sql(
GRANT USAGE ON SCHEMA {schema} TO {rooms};
DO $$
DECLARE it record;
BEGIN
  FOR it IN SELECT c.oid::regclass AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = {literal} AND c.relkind = 'v' LOOP
    EXECUTE format('GRANT SELECT ON %s TO {rooms}', it.name);
  END LOOP;
END $$;
)sql";

}  // namespace db::sql
