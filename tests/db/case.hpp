// A database of its own for a test case: a copy of a migrated template in a real PostgreSQL that this test program
// started on a unix socket and stops when it ends.
#pragma once

#include <memory>
#include <string>

#include "db/database.hpp"

namespace tests {

// The instant at which tests begin unless they say otherwise: 2026-03-02T10:00:00Z, a Monday.
core::instant noon();

class database_case {
 public:
  explicit database_case(std::size_t connections = 4);
  ~database_case();
  database_case(const database_case&) = delete;
  database_case& operator=(const database_case&) = delete;

  [[nodiscard]] db::access as(std::string_view room) { return database_->as(room); }
  [[nodiscard]] db::database& database() { return *database_; }
  [[nodiscard]] const std::string& url() const { return url_; }              // as the program's login
  [[nodiscard]] const std::string& superuser_url() const { return super_; }  // for looking and for breaking things
  // One statement as the superuser; the first column of the first row, empty when there is none.
  std::string look(const std::string& sql);

 private:
  std::string name_, url_, super_;
  std::unique_ptr<db::database> database_;
};

// The server behind all cases of this program, for tests that make their own databases.
std::string server_url(const std::string& database);
void make_database(const std::string& name);

// Prepares every query of a room with the room's role; a query that PostgreSQL does not understand throws by name.
template <class Queries>
void prepare_all(db::access room, const Queries& all) {
  room.read([&](db::tx& t) {
    for (const auto* each : all) {
      auto name = "check_" + std::string{each->name.substr(each->name.find('.') + 1)};
      t.run_script("PREPARE " + name + " AS " + std::string{each->text});
      t.run_script("DEALLOCATE " + name);
    }
  });
}

}  // namespace tests
