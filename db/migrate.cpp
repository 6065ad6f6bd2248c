// Migrations, roles and grants. One advisory lock, so that two programs starting at once do it once.
#include "db/migrate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "core/log.hpp"
#include "core/uuid.hpp"
#include "db/migrate_sql.hpp"
#include "db/pqxx_versions.hpp"

namespace db {
namespace {

struct installation {
  pqxx::connection& link;
  std::string prefix;

  [[nodiscard]] std::string role(std::string_view name) const { return link.quote_name(fmt::format("{}_{}", prefix, name)); }
  void run(const std::string& sql) const {
    pqxx::work work{link};
    work.exec(sql);
    work.commit();
  }
};

bool is_kernel(std::string_view room) { return room == "store" || room == "catalog"; }

// Two installations in one cluster may create the same role at once; the loser finds it there.
void make_role(const installation& at, const std::string& role, std::string_view options) {
  at.run(fmt::format("DO $$ BEGIN CREATE ROLE {} {}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$",
                     role, options));
}

void expect_to_make_roles(const installation& at) {
  pqxx::work work{at.link};
  auto who = work.exec("SELECT rolname, rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")[0];
  if (!who[1].as<bool>())
    throw std::runtime_error{fmt::format("the login `{0}` may not make the roles of the rooms; as a superuser of that server: ALTER ROLE {0} CREATEROLE", who[0].as<std::string>())};
}

void make_roles(const installation& at, std::span<const room_schema* const> rooms) {
  for (auto group : {"store_rw", "store_ro", "rooms"}) make_role(at, at.role(group), "NOLOGIN");
  make_role(at, at.role("app"), "LOGIN NOINHERIT");
  for (const auto* each : rooms) {
    auto role = at.role(each->room);
    make_role(at, role, "NOLOGIN");
    std::string grants = fmt::format("GRANT {} TO CURRENT_USER; GRANT {} TO {};", role, role, at.role("app"));
    if (each->room != "db") grants += fmt::format("GRANT {} TO {};", at.role("rooms"), role);
    if (each->room == "analytics")
      grants += fmt::format("GRANT {} TO {};", at.role("store_ro"), role);
    else if (each->room != "db")
      grants += fmt::format("GRANT {} TO {};", at.role("store_rw"), role);
    at.run(grants);
  }
}

void make_schemas(const installation& at, std::span<const room_schema* const> rooms) {
  at.run("CREATE EXTENSION IF NOT EXISTS btree_gist; CREATE EXTENSION IF NOT EXISTS pg_trgm;");
  for (const auto* each : rooms)
    at.run(fmt::format("CREATE SCHEMA IF NOT EXISTS {} AUTHORIZATION {}", at.link.quote_name(std::string{each->room}),
                       at.role(each->room)));
  at.run(fmt::format("SET LOCAL ROLE {}; {}", at.role("db"), sql::create_schema_version));
}

int applied_number(pqxx::connection& link, std::string_view room) {
  pqxx::work work{link};
  auto answer = work.exec(fmt::format("SELECT coalesce(max(number), 0) FROM db.schema_version WHERE room = {}",
                                      work.quote(std::string{room})));
  return answer[0][0].as<int>();
}

// Answers how many were applied.
int apply_migrations(const installation& at, const room_schema& room) {
  int done = applied_number(at.link, room.room), applied = 0;
  if (done > static_cast<int>(room.migrations.size()))
    throw std::runtime_error{fmt::format("the database is newer than this program: room {} stands at migration {}, the program knows {}. "
                                         "Install the newer program.", room.room, done, room.migrations.size())};
  for (const auto& each : room.migrations) {
    if (each.number <= done) continue;
    try {
      pqxx::work work{at.link};
      work.exec(fmt::format("SET LOCAL ROLE {}", at.role(room.room)));
      work.exec(std::string{each.sql});
      work.exec(fmt::format("SET LOCAL ROLE {}", at.role("db")));
      work.exec(fmt::format("INSERT INTO db.schema_version (room, number, name) VALUES ({}, {}, {})",
                            work.quote(std::string{room.room}), each.number, work.quote(std::string{each.name})));
      work.commit();
      ++applied;
    } catch (const pqxx::sql_error& error) {
      throw std::runtime_error{fmt::format("migration {}/{:04}_{} failed: {}", room.room, each.number, each.name, error.what())};
    }
  }
  return applied;
}

void grant_kernel(const installation& at, std::string_view room) {
  at.run(fmt::format(fmt::runtime(sql::grant_kernel), fmt::arg("schema", room), fmt::arg("rw", at.role("store_rw")),
                     fmt::arg("ro", at.role("store_ro"))));
}

// All rooms' views go and come back in one transaction: they may stand on each other.
void publish_views(const installation& at, std::span<const room_schema* const> rooms) {
  pqxx::work work{at.link};
  for (const auto* each : rooms)
    work.exec(fmt::format(fmt::runtime(sql::drop_views), fmt::arg("schema", work.quote(std::string{each->room}))));
  for (const auto* each : rooms) {
    work.exec(fmt::format("SET LOCAL ROLE {}", at.role(each->room)));
    try {
      if (!each->published_views.empty()) work.exec(std::string{each->published_views});
    } catch (const pqxx::sql_error& error) {
      throw std::runtime_error{fmt::format("{}/published_views.sql failed: {}", each->room, error.what())};
    }
    work.exec(fmt::format(fmt::runtime(sql::grant_views), fmt::arg("schema", each->room),
                          fmt::arg("literal", work.quote(std::string{each->room})), fmt::arg("rooms", at.role("rooms"))));
    work.exec("RESET ROLE");
  }
  work.commit();
}

// What stands for "these views are the ones in the database": their text.
std::string views_digest(std::span<const room_schema* const> rooms) {
  std::string all;
  for (const auto* each : rooms) all += each->published_views;
  return core::uuid::named(all).text();
}

bool views_are_current(pqxx::connection& link, const std::string& digest) {
  pqxx::work work{link};
  return !work.exec("SELECT 1 FROM db.schema_version WHERE room = '(views)' AND name = " + work.quote(digest)).empty();
}

void note_views(const installation& at, const std::string& digest) {
  at.run(fmt::format("SET LOCAL ROLE {}; INSERT INTO db.schema_version (room, number, name) VALUES ('(views)', 0, '{}') "
                     "ON CONFLICT (room, number) DO UPDATE SET name = excluded.name, applied_at = now()",
                     at.role("db"), digest));
}

}  // namespace

void migrate(const std::string& url, const std::string& role_prefix, std::span<const room_schema* const> rooms) {
  pqxx::connection link{url};
  {
    pqxx::nontransaction set{link};
    set.exec(std::string{sql::take_lock});
    set.exec("SET client_min_messages = warning");
  }
  installation at{link, role_prefix};
  expect_to_make_roles(at);
  make_roles(at, rooms);
  make_schemas(at, rooms);
  int applied = 0;
  for (const auto* each : rooms) {
    applied += apply_migrations(at, *each);
    if (is_kernel(each->room)) grant_kernel(at, each->room);
    if (each->room == "db")
      at.run(fmt::format(fmt::runtime(sql::grant_db), fmt::arg("rooms", at.role("rooms"))));
  }
  auto digest = views_digest(rooms);
  if (applied > 0 || !views_are_current(link, digest)) {
    publish_views(at, rooms);
    note_views(at, digest);
  }
  if (applied > 0) core::log::info("room=db verb=migrate applied={}", applied);
}

namespace {

std::string tidy(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  return std::string{text};
}

pqxx::connection connected(const std::string& url) {
  try {
    return pqxx::connection{url};
  } catch (const pqxx::broken_connection& error) {
    throw std::runtime_error{fmt::format("the database cannot be used: {}\nIs it running, and is the URL right (--database, or [database] url or url_file)?", tidy(error.what()))};
  } catch (const pqxx::sql_error& error) {
    throw std::runtime_error{fmt::format("the database cannot be used: {}", tidy(error.what()))};
  }
}

}  // namespace

std::vector<migration_state> migration_status(const std::string& url, std::span<const room_schema* const> rooms) {
  auto link = connected(url);
  bool fresh = [&] {
    pqxx::work work{link};
    return work.exec("SELECT to_regclass('db.schema_version') IS NULL")[0][0].as<bool>();
  }();
  std::vector<migration_state> out;
  for (const auto* each : rooms)
    out.push_back({std::string{each->room}, fresh ? 0 : applied_number(link, each->room), static_cast<int>(each->migrations.size())});
  return out;
}

void expect_durable(const std::string& url) {
  auto link = connected(url);
  pqxx::nontransaction ask{link};
  for (auto setting : {"fsync", "full_page_writes"})
    if (ask.exec(fmt::format("SHOW {}", setting))[0][0].as<std::string>() != "on")
      throw std::runtime_error{fmt::format("this PostgreSQL runs with {0} = off and may lose what it has acknowledged; "
                                           "set {0} = on in postgresql.conf and reload it, then start again", setting)};
}

}  // namespace db
