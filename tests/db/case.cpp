// One server and one template a test program; one copy of the template a case.
#include "tests/db/case.hpp"

#include <libpq-fe.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <stdexcept>

#include "app/schemas.hpp"
#include "db/embedded_server.hpp"
#include "db/migrate.hpp"

namespace tests {
namespace {

// In memory where there is room: two thirds of a case is otherwise waiting for the disk to make and drop its database.
// What the disk must keep is tested by journeys, on a disk.
std::filesystem::path roomy_place() {
  std::error_code none;
  auto memory = std::filesystem::space("/dev/shm", none);
  constexpr std::uintmax_t enough = 3ULL << 30;
  return !none && memory.available > enough ? "/dev/shm" : std::filesystem::temp_directory_path();
}

struct server {
  server() : place{roomy_place() / ("abonent-db-" + std::to_string(getpid()))}, it{{place, true}} {
    it.create_database("template_abonent");
    db::migrate(it.url("template_abonent"), "abonent", app::schemas());
  }
  ~server() {
    it.stop();
    std::filesystem::remove_all(place);
  }
  std::filesystem::path place;
  db::embedded_server it;
};

server& running() {
  static server it;
  return it;
}

}  // namespace

core::instant noon() { return *core::instant::parse("2026-03-02T10:00:00Z"); }

database_case::database_case(std::size_t connections) {
  static std::atomic<int> count{0};
  name_ = "case_" + std::to_string(++count);
  running().it.create_database(name_, "template_abonent");
  super_ = running().it.url(name_);
  url_ = running().it.url(name_, "abonent_app");
  db::database_config config;
  config.url = url_;
  config.connections = connections;
  database_ = std::make_unique<db::database>(config);
}

database_case::~database_case() {
  database_.reset();
  running().it.drop_database(name_);
}

std::string database_case::look(const std::string& sql) {
  std::unique_ptr<PGconn, decltype(&PQfinish)> link{PQconnectdb(super_.c_str()), &PQfinish};
  std::unique_ptr<PGresult, decltype(&PQclear)> answer{PQexec(link.get(), sql.c_str()), &PQclear};
  auto status = PQresultStatus(answer.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) throw std::runtime_error{PQerrorMessage(link.get())};
  return PQntuples(answer.get()) > 0 ? PQgetvalue(answer.get(), 0, 0) : "";
}

std::string server_url(const std::string& database) { return running().it.url(database); }
void make_database(const std::string& name) { running().it.create_database(name); }

}  // namespace tests
