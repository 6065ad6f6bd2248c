// Starting, asking and stopping a Prometheus.
#include "tests/prometheus_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "tests/http_client.hpp"

namespace tests {
namespace {

namespace json = boost::json;
using std::chrono::steady_clock;

std::string contents(const std::filesystem::path& file) {
  std::ifstream in{file};
  return {std::istreambuf_iterator<char>{in}, {}};
}

// One the kernel has to spare now. Somebody may take it before Prometheus does; then it is tried with another.
std::uint16_t free_port() {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  const bool bound = bind(fd, reinterpret_cast<sockaddr*>(&at), size) == 0 && getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size) == 0;
  close(fd);
  if (!bound) throw std::runtime_error{"the kernel has no free port"};
  return ntohs(at.sin_port);
}

std::string configuration(const prometheus_config& from) {
  auto quoted = [](const auto& all) {
    std::vector<std::string> out;
    for (const auto& each : all) out.push_back(fmt::format("'{}'", std::filesystem::path{each}.string()));
    return fmt::format("[{}]", fmt::join(out, ", "));
  };
  return fmt::format(
      "global:\n  scrape_interval: {0}ms\n  scrape_timeout: {0}ms\n  evaluation_interval: {0}ms\nrule_files: {1}\n"
      "scrape_configs:\n- job_name: abonent\n  static_configs:\n  - targets: {2}\n",
      from.interval.count(), quoted(from.rule_files), quoted(from.targets));
}

std::string encoded(const std::string& text) {
  std::string out;
  for (unsigned char c : text) out += std::isalnum(c) ? std::string(1, static_cast<char>(c)) : fmt::format("%{:02X}", static_cast<int>(c));
  return out;
}

json::value data_of(const http_answer& answer) {
  auto all = json::parse(answer.body);
  if (all.at("status").as_string() != "success") throw std::runtime_error{std::string{all.at("error").as_string()}};
  return all.at("data");
}

json::value ask(std::uint16_t port, const std::string& target) { return data_of(http_client{port}.get(target)); }

std::string text(const json::object& in, const char* name) {
  const auto* it = in.if_contains(name);
  return it ? std::string{it->as_string()} : std::string{};
}

}  // namespace

bool has_program(const std::string& name) { return std::system(("command -v " + name + " >/dev/null 2>&1").c_str()) == 0; }

prometheus_server::prometheus_server(const prometheus_config& config) {
  if (!has_program("prometheus")) throw std::runtime_error{"prometheus is not installed: apt-get install prometheus"};
  auto pattern = (std::filesystem::temp_directory_path() / "abonent-prometheus-XXXXXX").string();
  if (!mkdtemp(pattern.data())) throw std::runtime_error{"no temporary directory"};
  dir_ = pattern;
  std::ofstream{dir_ / "prometheus.yml"} << configuration(config);
  for (int attempt = 1;; ++attempt) {
    launch();
    const auto until = steady_clock::now() + std::chrono::seconds{30};
    while (!ready() && steady_clock::now() < until && running()) std::this_thread::sleep_for(std::chrono::milliseconds{50});
    if (ready()) return;
    auto said = log();
    stop();
    if (attempt == 3 || said.find("address already in use") == std::string::npos) {
      std::filesystem::remove_all(dir_);
      throw std::runtime_error{"Prometheus does not come up:\n" + said};
    }
  }
}

void prometheus_server::launch() {
  port_ = free_port();
  const std::string config = "--config.file=" + (dir_ / "prometheus.yml").string(), data = "--storage.tsdb.path=" + (dir_ / "data").string(),
                    address = fmt::format("--web.listen-address=127.0.0.1:{}", port_), log_file = (dir_ / "log").string();
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error{"cannot fork"};
  if (pid_ > 0) return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  int out = open(log_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  dup2(out, STDOUT_FILENO);
  dup2(out, STDERR_FILENO);
  execlp("prometheus", "prometheus", config.c_str(), data.c_str(), address.c_str(), nullptr);
  _exit(127);
}

prometheus_server::~prometheus_server() {
  stop();
  std::error_code ignored;
  std::filesystem::remove_all(dir_, ignored);
}

// Once the process is gone its pid may be another's: it is forgotten with the waiting.
bool prometheus_server::running() {
  if (pid_ > 0 && waitpid(pid_, nullptr, WNOHANG) != 0) pid_ = 0;
  return pid_ > 0;
}

void prometheus_server::stop() {
  if (!running()) return;
  kill(pid_, SIGTERM);
  for (int i = 0; i < 100 && running(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds{50});
  if (!running()) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

bool prometheus_server::ready() const {
  try {
    return http_client{port_}.get("/-/ready").status == 200;
  } catch (const std::runtime_error&) {  // not listening yet
    return false;
  }
}

std::vector<prometheus_server::sample> prometheus_server::query(const std::string& expression) const {
  auto data = ask(port_, "/api/v1/query?query=" + encoded(expression));
  std::vector<sample> out;
  if (data.at("resultType").as_string() == "scalar")
    return {{{}, std::stod(std::string{data.at("result").at(1).as_string()})}};
  for (const auto& each : data.at("result").as_array()) {
    sample one{{}, std::stod(std::string{each.at("value").at(1).as_string()})};
    for (const auto& [name, value] : each.at("metric").as_object()) one.of.emplace(std::string{name}, std::string{value.as_string()});
    out.push_back(std::move(one));
  }
  return out;
}

std::optional<double> prometheus_server::value(const std::string& expression) const {
  auto all = query(expression);
  if (all.size() > 1) throw std::runtime_error{fmt::format("{} has {} series", expression, all.size())};
  return all.empty() ? std::nullopt : std::optional{all.front().value};
}

std::optional<double> prometheus_server::await_value(const std::string& expression, std::chrono::seconds patience) const {
  const auto until = steady_clock::now() + patience;
  for (;;) {
    if (auto it = value(expression)) return it;
    if (steady_clock::now() > until) return std::nullopt;
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
  }
}

std::vector<std::string> prometheus_server::complaints() const {
  std::vector<std::string> out;
  const auto targets = ask(port_, "/api/v1/targets"), rules = ask(port_, "/api/v1/rules");
  for (const auto& each : targets.at("activeTargets").as_array()) {
    const auto& target = each.as_object();
    if (text(target, "health") != "up") out.push_back(text(target, "scrapeUrl") + ": " + text(target, "health") + " " + text(target, "lastError"));
  }
  for (const auto& group : rules.at("groups").as_array())
    for (const auto& each : group.at("rules").as_array()) {
      const auto& rule = each.as_object();
      if (text(rule, "health") != "ok") out.push_back(text(rule, "name") + ": " + text(rule, "health") + " " + text(rule, "lastError"));
    }
  return out;
}

void prometheus_server::await_rules(std::chrono::seconds patience) const {
  const auto until = steady_clock::now() + patience;
  // Twice: the first round may have begun before this call.
  auto rounds = [&] {
    std::int64_t least = -1;
    auto page = http_client{port_}.get("/metrics").body;
    const std::string name = "\nprometheus_rule_group_iterations_total{";
    for (auto at = page.find(name); at != std::string::npos; at = page.find(name, at + 1)) {
      auto count = static_cast<std::int64_t>(std::stod(page.substr(page.find('}', at) + 1)));
      least = least < 0 ? count : std::min(least, count);
    }
    return least;
  };
  const auto before = rounds();
  while (rounds() < before + 2) {
    if (steady_clock::now() > until) throw std::runtime_error{"Prometheus does not evaluate its rules:\n" + log()};
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
  }
}

std::string prometheus_server::log() const { return contents(dir_ / "log"); }

promtool_outcome promtool(const std::string& arguments, const std::string& input) {
  auto pattern = (std::filesystem::temp_directory_path() / "abonent-promtool-XXXXXX").string();
  if (!mkdtemp(pattern.data())) throw std::runtime_error{"no temporary directory"};
  const std::filesystem::path dir = pattern;
  std::ofstream{dir / "input"} << input;
  const auto command = fmt::format("promtool {} < '{}/input' > '{}/said' 2>&1", arguments, pattern, pattern);
  const int status = std::system(command.c_str());
  promtool_outcome out{WIFEXITED(status) ? WEXITSTATUS(status) : 255, contents(dir / "said")};
  std::filesystem::remove_all(dir);
  return out;
}

}  // namespace tests
