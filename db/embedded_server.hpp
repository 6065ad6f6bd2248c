// A PostgreSQL of our own: the system's binaries, a data directory of ours, a unix socket only, page checksums, fully
// durable. Started by `abonent run` and by tests; stopped with the program, also when the program is killed.
#pragma once

#include <atomic>
#include <filesystem>
#include <mutex>
#include <stdexcept>
#include <string>
#include <sys/types.h>
#include <thread>

namespace db {

struct embedded_config {
  std::filesystem::path data_dir;  // made when missing; as root it is given to the user `postgres`
  bool quick = false;              // tests only: initdb without fsync. The server itself always runs with fsync on
};

// The newest installed server binaries (Debian: /usr/lib/postgresql/<version>/bin). Throws when there are none.
std::filesystem::path find_postgres_binaries();
// Those a cluster was made with: another major version cannot read it. Throws, with what to do, when they are not installed.
std::filesystem::path find_postgres_binaries(const std::filesystem::path& cluster);

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
  // From now on a server that ends by itself (killed, out of memory) is started again within a second and recovers;
  // whoever was connected is not told. Ends with stop().
  void keep_running();
  [[nodiscard]] pid_t pid() const { return pid_; }
  void stop();

 private:
  void take_lock();
  void start(const std::filesystem::path& cluster);
  void start_again_when_gone();
  void end();

  embedded_config config_;
  std::filesystem::path socket_dir_;
  int lock_ = -1;
  std::mutex starting_;          // held while the server is started, looked at or stopped
  std::atomic<pid_t> pid_{0};    // 0: none runs
  std::atomic<bool> ending_{false};
  std::jthread keeper_;
};

// Connection string for a server that another program runs in this data directory.
std::string embedded_url(const std::filesystem::path& data_dir, const std::string& database, const std::string& user);

}  // namespace db
