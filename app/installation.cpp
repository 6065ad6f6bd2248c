// Opening an installation.
#include "app/installation.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "app/endpoints.hpp"
#include "app/schemas.hpp"
#include "db/migrate.hpp"

namespace app {
namespace fs = std::filesystem;
namespace {

constexpr auto patience = std::chrono::seconds{60};

}  // namespace

// A server that belongs to `abonent run` is there to stay. One that a command has started for itself goes with that
// command: it is waited for.
bool installation::start_server(const fs::path& data_dir) {
  for (auto until = std::chrono::steady_clock::now() + patience;;) {
    try {
      server_ = std::make_unique<db::embedded_server>(db::embedded_config{data_dir});
      server_->create_database(database_name);
      server_->keep_running();
      return true;
    } catch (const db::already_running&) {
      if (another_runs(data_dir)) return false;
      if (std::chrono::steady_clock::now() > until) throw;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
  }
}

void installation::open_server(const config& with) {
  expect_own(with.data_dir);
  if (with.database.url.empty()) {
    attached_ = !start_server(with.data_dir);
    owner_url_ = db::embedded_url(with.data_dir, database_name, "abonent");
    url_ = db::embedded_url(with.data_dir, database_name, with.database.role_prefix + "_app");
  } else {
    owner_url_ = url_ = with.database.url;
  }
}

installation::installation(const config& with) {
  open_server(with);
  db::expect_durable(owner_url_);
  db::migrate(owner_url_, with.database.role_prefix, schemas());
  db::database_config pool;
  pool.url = url_;
  pool.connections = with.database.connections;
  pool.role_prefix = with.database.role_prefix;
  pool.statement_timeout = std::chrono::milliseconds{with.database.statement_timeout_ms};
  pool.slow_query = std::chrono::milliseconds{with.database.slow_query_ms};
  database_ = std::make_unique<db::database>(pool);
}

std::vector<db::migration_state> installation::migration_status(const config& with) {
  installation it;
  it.open_server(with);
  return db::migration_status(it.owner_url_, schemas());
}

std::string installation_secret(const fs::path& data_dir) {
  auto file = data_dir / "secret";
  std::string secret(32, '\0');
  int made = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (made >= 0) {
    randombytes_buf(secret.data(), secret.size());
    bool whole = write(made, secret.data(), secret.size()) == static_cast<ssize_t>(secret.size()) && fsync(made) == 0;
    close(made);
    if (!whole) throw std::runtime_error{fmt::format("cannot write {}", file.string())};
    return secret;
  }
  std::ifstream in{file, std::ios::binary};
  if (!in.read(secret.data(), static_cast<std::streamsize>(secret.size()))) throw std::runtime_error{fmt::format("{} cannot be read or is not 32 bytes long", file.string())};
  return secret;
}

}  // namespace app
