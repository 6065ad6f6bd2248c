// Starting, killing and asking the program.
#include "tests/journeys/program.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "app/installation.hpp"
#include "db/database.hpp"
#include "db/embedded_server.hpp"
#include "tests/http_client.hpp"

namespace tests {
namespace fs = std::filesystem;
namespace {

std::string text_of(const fs::path& file) {
  std::ifstream in{file};
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

pid_t spawn(const std::vector<std::string>& args, const fs::path& input, const fs::path& out, const fs::path& err) {
  pid_t child = fork();
  if (child != 0) return child;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  int in = open(input.c_str(), O_RDONLY), to = open(out.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600), say = open(err.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(in, 0);
  dup2(to, 1);
  dup2(say, 2);
  std::vector<char*> argv;
  for (const auto& each : args) argv.push_back(const_cast<char*>(each.c_str()));
  argv.push_back(nullptr);
  execv(argv[0], argv.data());
  _exit(127);
}

}  // namespace

fs::path abonent_binary() { return ABONENT_BINARY; }

program::program(std::string toml) {
  std::string pattern = (fs::temp_directory_path() / "abonent-journey-XXXXXX").string();
  if (!mkdtemp(pattern.data())) throw std::runtime_error{"cannot make a directory for the test"};
  dir_ = pattern;
  fs::permissions(dir_, fs::perms::owner_all | fs::perms::others_exec | fs::perms::group_exec);
  std::ofstream{dir_ / "abonent.toml"} << toml;
}

program::program(const program& beside) : dir_{beside.dir_}, owns_dir_{false}, log_name_{"log-beside"} {}

program::~program() {
  if (pid_ != 0) kill_now();
  if (!owns_dir_) return;
  // The embedded server notices its parent's death and shuts down; its files go after it.
  for (int i = 0; i < 200 && fs::exists(dir_ / "data/postgresql/postmaster.pid"); ++i) std::this_thread::sleep_for(std::chrono::milliseconds{50});
  std::error_code ignored;
  fs::remove_all(dir_, ignored);
}

void program::launch(const std::vector<std::string>& args) {
  std::vector<std::string> all{abonent_binary(), "run", "--config", dir_ / "abonent.toml", "--data-dir", dir_ / "data"};
  for (const char* port : {"--http-port", "--metrics-port"})
    if (std::find(args.begin(), args.end(), port) == args.end()) all.insert(all.end(), {port, "0"});
  all.insert(all.end(), args.begin(), args.end());
  pid_ = spawn(all, "/dev/null", dir_ / "out", dir_ / log_name_);
}

void program::await_ready(std::chrono::seconds patience) {
  for (auto until = std::chrono::steady_clock::now() + patience; std::chrono::steady_clock::now() < until;) {
    if (!running()) throw std::runtime_error{"the program ended while starting; it said:\n" + log()};
    if (auto at = app::read_endpoints(dir_ / "data", pid_)) {
      at_ = *at;
      try {
        if (http_client{http_port()}.get("/readyz").status == 200) return;
      } catch (const std::exception&) {  // not listening yet
      }
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
  throw std::runtime_error{"the program was not ready in time; it said:\n" + log()};
}

std::uint16_t program::http_port() const { return static_cast<std::uint16_t>(std::stoi(at_.http_url.substr(at_.http_url.rfind(':') + 1))); }

void program::start(const std::vector<std::string>& args) {
  launch(args);
  await_ready();
}

bool program::running() {
  if (pid_ == 0) return false;
  if (waitpid(pid_, nullptr, WNOHANG) == 0) return true;
  pid_ = 0;
  return false;
}

void program::kill_now() {
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

std::chrono::milliseconds program::stop() {
  auto started = std::chrono::steady_clock::now();
  kill(pid_, SIGINT);
  while (running()) {
    if (std::chrono::steady_clock::now() - started > std::chrono::seconds{20}) throw std::runtime_error{"the program does not stop; it said:\n" + log()};
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started);
}

program::outcome program::command(const std::vector<std::string>& args, const std::string& input) const {
  std::vector<std::string> all{abonent_binary()};
  all.insert(all.end(), args.begin(), args.end());
  for (const std::string& each : {std::string{"--config"}, (dir_ / "abonent.toml").string(), std::string{"--data-dir"}, (dir_ / "data").string()}) all.push_back(each);
  static int count = 0;
  auto name = fmt::format("command-{}", ++count);
  std::ofstream{dir_ / (name + ".in")} << input;
  pid_t child = spawn(all, dir_ / (name + ".in"), dir_ / (name + ".out"), dir_ / (name + ".err"));
  int status = 0;
  waitpid(child, &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), text_of(dir_ / (name + ".out")), text_of(dir_ / (name + ".err"))};
}

std::string program::last_words() const {
  auto all = log();
  return all.size() > 3'000 ? all.substr(all.size() - 3'000) : all;
}

std::string program::log() const { return text_of(dir_ / log_name_) + text_of(dir_ / "out"); }

std::int64_t program::look(const char* sql) const {
  db::database_config config;
  config.url = database_url();
  config.connections = 1;
  db::database here{config};
  db::query ask{"test.look", sql};
  return here.as("billing").read([&](db::tx& t) { return t.get<std::int64_t>(ask); });
}

std::string program::database_url() const { return db::embedded_url(dir_ / "data", app::database_name, "abonent"); }

}  // namespace tests
