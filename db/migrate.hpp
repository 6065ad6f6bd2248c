// Forward-only migrations, one line of them a room, each in its own transaction; and the roles and walls between rooms.
// Every room owns a PostgreSQL schema of its name and a NOLOGIN role <prefix>_<room>. Upgraded equals fresh: a test says so.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace db {

struct migration {
  int number;  // 1, 2, ...
  std::string_view name;
  std::string_view sql;
};

struct room_schema {
  std::string_view room;
  std::vector<migration> migrations;
  std::string_view published_views;  // CREATE VIEW statements; dropped and made anew by every migrate()
};

struct migration_state {
  std::string room;
  int applied;
  int known;  // applied > known: the database is newer than this program
};

// Brings every room up to date, in the order given (db and store first). Creates roles and grants; the user of the
// URL needs CREATEROLE (or is a superuser) and becomes a member of every role. Safe to run twice and by two at once.
// Throws with the room, the file and PostgreSQL's own words when a migration fails; nothing of it is left behind.
void migrate(const std::string& url, const std::string& role_prefix, std::span<const room_schema* const> rooms);

std::vector<migration_state> migration_status(const std::string& url, std::span<const room_schema* const> rooms);

// Refuses a server that may lose what it has acknowledged: fsync or full_page_writes off. Throws std::runtime_error.
void expect_durable(const std::string& url);

const room_schema& schema();  // of the room db itself: outbox, event log, inbox

}  // namespace db
