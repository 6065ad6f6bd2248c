// A PostgreSQL of our own: the system's binaries, a data directory of ours, a unix socket only, page checksums, fully
// durable. Started by `abonent run` and by tests; stopped with the program, also when the program is killed.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <sys/types.h>

namespace db {

struct embedded_config {
  std::filesystem::path data_dir;  // made when missing; as root it is given to the user `postgres`
  bool quick = false;              // tests only: initdb without fsync. The server itself always runs with fsync on
};

// The newest installed server binaries (Debian: /usr/lib/postgresql/<version>/bin). Throws when there are none.
std::filesystem::path find_postgres_binaries();

// Another living program owns this data directory and its server.
struct already_running : std::runtime_error {
  using runtime_error::runtime_error;
};

class embedded_server {
 public:
  // Makes the cluster when it is not there, starts the server and waits until it answers. A server left over from a
  // killed program is awaited or stopped first. Throws already_running, or with what to do when it cannot start.
  explicit embedded_server(embedded_config config);
  ~embedded_server();  // fast shutdown: within seconds
  embedded_server(const embedded_server&) = delete;
  embedded_server& operator=(const embedded_server&) = delete;

  // Connection string for a database of this server, as the role `abonent` (superuser) or `abonent_app` (the
  // program's own: NOINHERIT, owner of nothing).
  [[nodiscard]] std::string url(const std::string& database, const std::string& user = "abonent") const;
  void create_database(const std::string& name, const std::string& from_template = "template1");  // keeps an existing one
  void drop_database(const std::string& name);
  [[nodiscard]] pid_t pid() const { return pid_; }
  void stop();

 private:
  void take_lock();
  void start(const std::filesystem::path& cluster);

  embedded_config config_;
  std::filesystem::path socket_dir_;
  int lock_ = -1;
  pid_t pid_ = 0;
};

// Connection string for a server that another program runs in this data directory.
std::string embedded_url(const std::filesystem::path& data_dir, const std::string& database, const std::string& user);

}  // namespace db
