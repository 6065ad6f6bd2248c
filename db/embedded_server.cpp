// Starts and stops PostgreSQL as a child process.
#include "db/embedded_server.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include "core/log.hpp"
#include "core/metrics.hpp"

namespace db {
namespace fs = std::filesystem;
namespace {

constexpr auto patience = std::chrono::seconds{60};  // recovery after a crash of a large cluster takes a while

struct account {
  uid_t uid;
  gid_t gid;
  std::string name;
};

// PostgreSQL refuses to run as root: then it runs as the package's own user.
account server_account() {
  uid_t uid = geteuid();
  const passwd* entry = uid == 0 ? getpwnam("postgres") : getpwuid(uid);
  if (!entry) throw std::runtime_error{"no unprivileged user to run PostgreSQL as: install the postgresql package, which makes the user `postgres`"};
  return {entry->pw_uid, entry->pw_gid, entry->pw_name};
}

std::string own_name() {
  const passwd* entry = getpwuid(geteuid());
  if (!entry) throw std::runtime_error{"this process runs as a user without a name; PostgreSQL's peer authentication needs one"};
  return entry->pw_name;
}

// In the child: another user, another directory, output to a file, and death with the parent.
[[noreturn]] void become(const account& who, const fs::path& output, const std::vector<std::string>& args, bool die_with_parent,
                         pid_t parent) {
  int log = open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log >= 0) {
    if (geteuid() == 0) (void)!fchown(log, who.uid, who.gid);
    dup2(log, 1);
    dup2(log, 2);
  }
  int nothing = open("/dev/null", O_RDONLY);
  if (nothing >= 0) dup2(nothing, 0);
  sigset_t none;  // a program that waits for signals has them blocked, and a child inherits that
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  setsid();  // Ctrl-C at the terminal is for the program, which then stops the server in order
  if (geteuid() == 0 && (setgroups(0, nullptr) != 0 || setgid(who.gid) != 0 || setuid(who.uid) != 0)) _exit(126);
  if (chdir("/") != 0) _exit(126);
  if (die_with_parent) {
    prctl(PR_SET_PDEATHSIG, SIGINT);  // a fast shutdown; set after setuid, which clears it
    if (getppid() != parent) _exit(0);
  }
  std::vector<char*> argv;
  for (const auto& each : args) argv.push_back(const_cast<char*>(each.c_str()));
  argv.push_back(nullptr);
  execv(argv[0], argv.data());
  _exit(127);
}

pid_t spawn(const account& who, const fs::path& output, const std::vector<std::string>& args, bool die_with_parent) {
  pid_t parent = getpid();
  pid_t child = fork();
  if (child < 0) throw std::runtime_error{"cannot start another process"};
  if (child == 0) become(who, output, args, die_with_parent, parent);
  return child;
}

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

std::string tail_of(const fs::path& file) {
  std::ifstream in{file};
  std::string all{std::istreambuf_iterator<char>{in}, {}};
  return all.size() > 1500 ? all.substr(all.size() - 1500) : all;
}

void write_file(const fs::path& at, const std::string& text, const account& owner, mode_t mode) {
  std::ofstream{at, std::ios::trunc} << text;
  if (chmod(at.c_str(), mode) != 0 || (geteuid() == 0 && chown(at.c_str(), owner.uid, owner.gid) != 0))
    throw std::runtime_error{fmt::format("cannot set the owner of {}", at.string())};
}

void make_directory(const fs::path& at, const account& owner) {
  std::error_code failed;
  fs::create_directories(at, failed);
  if (failed) throw std::runtime_error{fmt::format("cannot make the directory {}: {}; choose another place with --data-dir", at.string(), failed.message())};
  if (geteuid() == 0 && chown(at.c_str(), owner.uid, owner.gid) != 0)
    throw std::runtime_error{fmt::format("cannot give {} to the user {}", at.string(), owner.name)};
  if (chmod(at.c_str(), 0700) != 0) throw std::runtime_error{fmt::format("cannot set the mode of {}", at.string())};
}

// The server's user must be able to walk to its data; /root and 0700 homes are the usual surprise.
void expect_reachable(const fs::path& at, const account& who) {
  if (geteuid() != 0) return;
  for (auto up = at.parent_path(); up != up.root_path(); up = up.parent_path()) {
    struct stat info {};
    if (stat(up.c_str(), &info) != 0) continue;
    bool may = (info.st_uid == who.uid && (info.st_mode & S_IXUSR)) || (info.st_mode & S_IXOTH);
    if (!may)
      throw std::runtime_error{fmt::format("the user `{}`, as whom PostgreSQL runs, cannot enter {}; choose another place with --data-dir, "
                                           "such as /var/lib/abonent", who.name, up.string())};
  }
}

// A server of this directory that still runs (its program was killed a moment ago): it is stopping; wait for it.
void await_leftover(const fs::path& cluster) {
  std::ifstream file{cluster / "postmaster.pid"};
  pid_t left = 0;
  if (!(file >> left) || left <= 1 || kill(left, 0) != 0) return;
  core::log::info("room=db verb=start note=\"an earlier server is still stopping\" pid={}", left);
  kill(left, SIGINT);
  for (auto until = std::chrono::steady_clock::now() + patience; std::chrono::steady_clock::now() < until;) {
    if (kill(left, 0) != 0 || !fs::exists(cluster / "postmaster.pid")) return;
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
  throw std::runtime_error{fmt::format("another PostgreSQL (process {}) still uses {}; is another Abonent running there?", left, cluster.string())};
}

void make_cluster(const fs::path& cluster, const embedded_config& config, const account& who) {
  core::log::info("room=db verb=initdb place={}", cluster.string());
  auto log = config.data_dir / "postgresql.log";
  std::vector<std::string> args{find_postgres_binaries() / "initdb", "-D", cluster, "-U", "abonent", "-A", "peer", "-E", "UTF8",
                                "--locale=C.UTF-8", "--data-checksums"};
  if (config.quick) args.push_back("--no-sync");
  if (wait_for(spawn(who, log, args, false)) != 0)
    throw std::runtime_error{fmt::format("initdb failed:\n{}", tail_of(log))};
  // Only this user, through the socket, and as either of our two logins; pg_basebackup as well.
  write_file(cluster / "pg_hba.conf", "local all all peer map=abonent\nlocal replication abonent peer map=abonent\n", who, 0600);
  write_file(cluster / "pg_ident.conf", fmt::format("abonent {0} abonent\nabonent {0} abonent_app\n", own_name()), who, 0600);
}

void count_restarts(int more) {
  core::count("abonent_db_server_restarts_total", "Times the embedded PostgreSQL ended by itself and was started again", {}, more);
}

using connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
connection connect(const std::string& url) { return {PQconnectdb(url.c_str()), &PQfinish}; }

void run(const std::string& url, const std::string& sql) {
  auto link = connect(url);
  std::unique_ptr<PGresult, decltype(&PQclear)> answer{PQexec(link.get(), sql.c_str()), &PQclear};
  auto status = PQresultStatus(answer.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
    throw std::runtime_error{fmt::format("{}: {}", sql, PQerrorMessage(link.get()))};
}

bool database_exists(const std::string& url, const std::string& name) {
  auto link = connect(url);
  const char* values[] = {name.c_str()};
  std::unique_ptr<PGresult, decltype(&PQclear)> answer{
      PQexecParams(link.get(), "SELECT 1 FROM pg_database WHERE datname = $1", 1, nullptr, values, nullptr, nullptr, 0), &PQclear};
  return PQntuples(answer.get()) > 0;
}

}  // namespace

fs::path find_postgres_binaries() {
  fs::path best;
  int newest = 0;
  std::error_code none;
  for (const auto& each : fs::directory_iterator{"/usr/lib/postgresql", none}) {
    int version = std::atoi(each.path().filename().c_str());
    if (version > newest && fs::exists(each.path() / "bin/postgres")) {
      newest = version;
      best = each.path() / "bin";
    }
  }
  if (best.empty()) throw std::runtime_error{"PostgreSQL's server is not installed: apt-get install postgresql, or give --database URL"};
  return best;
}

fs::path find_postgres_binaries(const fs::path& cluster) {
  std::ifstream file{cluster / "PG_VERSION"};
  std::string version;
  if (!(file >> version)) throw std::runtime_error{fmt::format("{} cannot be read", (cluster / "PG_VERSION").string())};
  auto binaries = fs::path{"/usr/lib/postgresql"} / version / "bin";
  if (fs::exists(binaries / "postgres")) return binaries;
  throw std::runtime_error{fmt::format("{0} was made by PostgreSQL {1}, which is not installed here: apt-get install postgresql-{1}, or move the data to the "
                                       "version there is (docs/operating/upgrade.md)", cluster.string(), version)};
}

embedded_server::embedded_server(embedded_config config) : config_{std::move(config)} {
  auto who = server_account();
  config_.data_dir = fs::absolute(config_.data_dir);
  auto cluster = config_.data_dir / "postgresql";
  socket_dir_ = config_.data_dir / "run";
  if ((socket_dir_ / ".s.PGSQL.5432").string().size() > 100)  // sockaddr_un holds 107 bytes
    throw std::runtime_error{fmt::format("the path {} is too long for a unix socket; choose a shorter --data-dir", socket_dir_.string())};
  expect_reachable(cluster, who);
  make_directory(config_.data_dir, who);
  make_directory(socket_dir_, who);
  take_lock();
  if (!fs::exists(cluster / "PG_VERSION")) make_cluster(cluster, config_, who);
  await_leftover(cluster);
  start(cluster);
}

void embedded_server::take_lock() {
  lock_ = open((config_.data_dir / "abonent.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_ < 0) throw std::runtime_error{fmt::format("cannot write in {}", config_.data_dir.string())};
  if (flock(lock_, LOCK_EX | LOCK_NB) == 0) return;
  close(lock_);
  lock_ = -1;
  throw already_running{fmt::format("another Abonent runs with the data directory {}; stop it, or choose another --data-dir", config_.data_dir.string())};
}

void embedded_server::start(const fs::path& cluster) {
  auto log = config_.data_dir / "postgresql.log";
  pid_ = spawn(server_account(), log,
               {find_postgres_binaries(cluster) / "postgres", "-D", cluster, "-c", "listen_addresses=", "-c", "unix_socket_directories=" + socket_dir_.string(),
                "-c", "port=5432", "-c", "fsync=on", "-c", "full_page_writes=on", "-c", "synchronous_commit=on",
                "-c", "max_connections=100", "-c", "shared_buffers=256MB", "-c", "max_wal_size=4GB",
                "-c", "checkpoint_timeout=15min", "-c", "wal_compression=lz4", "-c", "jit=off", "-c", "random_page_cost=1.1", "-c", "log_min_messages=warning"},
               true);
  for (auto until = std::chrono::steady_clock::now() + patience;;) {
    if (PQping(url("postgres").c_str()) == PQPING_OK) return;
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = 0;
      throw std::runtime_error{fmt::format("PostgreSQL stopped while starting; its last words ({}):\n{}", log.string(), tail_of(log))};
    }
    if (ending_ || std::chrono::steady_clock::now() > until) {
      end();
      throw std::runtime_error{fmt::format("PostgreSQL did not answer within a minute; see {}", log.string())};
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
}

embedded_server::~embedded_server() {
  stop();
  if (lock_ >= 0) close(lock_);
}

// One thread for as long as the server is wanted: a child dies with the *thread* that started it.
void embedded_server::keep_running() {
  count_restarts(0);
  keeper_ = std::jthread{[this](const std::stop_token& over) {
    while (!over.stop_requested()) {
      std::this_thread::sleep_for(std::chrono::milliseconds{100});
      start_again_when_gone();
    }
  }};
}

void embedded_server::start_again_when_gone() {
  std::lock_guard one{starting_};
  if (ending_) return;
  int status = 0;
  if (pid_ != 0 && waitpid(pid_, &status, WNOHANG) != pid_) return;
  if (pid_ != 0) {
    core::log::error("room=db verb=keep_server outcome=gone pid={} status={} next=\"it is started again\"", pid_.load(), status);
    count_restarts(1);
  }
  pid_ = 0;
  try {
    start(config_.data_dir / "postgresql");
    core::log::info("room=db verb=keep_server outcome=running pid={}", pid_.load());
  } catch (const std::exception& why) {  // sessions of the one that was killed still end: again in a moment
    core::log::warn("room=db verb=keep_server outcome=retry why={}", why.what());
  }
}

void embedded_server::stop() {
  ending_ = true;
  keeper_.request_stop();
  std::lock_guard one{starting_};
  end();
}

void embedded_server::end() {
  if (pid_ == 0) return;
  kill(pid_, SIGINT);  // fast shutdown: sessions are ended, a checkpoint is written
  wait_for(pid_);
  pid_ = 0;
}

std::string embedded_url(const fs::path& data_dir, const std::string& database, const std::string& user) {
  return fmt::format("host={} port=5432 dbname={} user={}", (fs::absolute(data_dir) / "run").string(), database, user);
}

std::string embedded_server::url(const std::string& database, const std::string& user) const {
  return embedded_url(config_.data_dir, database, user);
}

void embedded_server::create_database(const std::string& name, const std::string& from_template) {
  if (!database_exists(url("postgres"), name)) run(url("postgres"), fmt::format("CREATE DATABASE {} TEMPLATE {}", name, from_template));
}

void embedded_server::drop_database(const std::string& name) {
  run(url("postgres"), fmt::format("DROP DATABASE IF EXISTS {} WITH (FORCE)", name));
}

}  // namespace db
