// The installation a one-shot command works on: its database, reached through a running program's embedded server, a
// server started for the moment, or the URL of an existing one.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/config.hpp"
#include "db/database.hpp"
#include "db/embedded_server.hpp"
#include "db/migrate.hpp"

namespace app {

inline constexpr const char* database_name = "abonent";

class installation {
 public:
  // Opens the database and brings it up to date. A server is started when none runs here; it stops with this object.
  explicit installation(const config& with);
  // Which migrations are applied there, without applying one.
  static std::vector<db::migration_state> migration_status(const config& with);

  [[nodiscard]] db::access as(std::string_view room) { return database_->as(room); }
  [[nodiscard]] db::database& database() { return *database_; }
  [[nodiscard]] bool runs_elsewhere() const { return attached_; }  // another program serves this data directory

 private:
  installation() = default;
  void open_server(const config& with);
  bool start_server(const std::filesystem::path& data_dir);  // false: another program's serves here

  std::unique_ptr<db::embedded_server> server_;
  std::string owner_url_, url_;  // as who may migrate, and as the program works
  bool attached_ = false;
  std::unique_ptr<db::database> database_;
};

// The secret with which documents are hashed and the like: 32 bytes in the data directory, made once, mode 0600.
std::string installation_secret(const std::filesystem::path& data_dir);

}  // namespace app
