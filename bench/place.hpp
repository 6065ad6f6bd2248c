// Where a figure is taken: a PostgreSQL of its own with the program's schema and its durable settings, gone afterwards.
#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "app/schemas.hpp"
#include "db/database.hpp"
#include "db/embedded_server.hpp"
#include "db/migrate.hpp"

namespace bench {

struct place {
  place() : at{std::filesystem::temp_directory_path() / fmt::format("abonent-bench-{}", getpid())}, server{{at, true}} {
    server.create_database("bench");
    db::migrate(server.url("bench"), "abonent", app::schemas());
  }
  ~place() {
    server.stop();
    std::filesystem::remove_all(at);
  }
  place(const place&) = delete;
  place& operator=(const place&) = delete;

  [[nodiscard]] db::database_config config() const {
    db::database_config out;
    out.url = server.url("bench", "abonent_app");
    return out;
  }

  std::filesystem::path at;
  db::embedded_server server;
};

}  // namespace bench
