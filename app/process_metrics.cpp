// From /proc/self (proc(5)).
#include "app/process_metrics.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>

namespace app {
namespace {

prometheus::MetricFamily family(std::string name, std::string help, prometheus::MetricType type, double value) {
  prometheus::ClientMetric one;
  one.counter.value = value;
  one.gauge.value = value;
  return {std::move(name), std::move(help), type, {one}};
}

std::string contents(const char* path) {
  std::ifstream in{path};
  return {std::istreambuf_iterator<char>{in}, {}};
}

// The program's own start in seconds since the epoch: boot time plus the 22nd field of stat, in clock ticks.
std::optional<double> start_time(double started_ticks, double ticks_per_second) {
  std::istringstream lines{contents("/proc/stat")};
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("btime ")) return std::stod(line.substr(6)) + started_ticks / ticks_per_second;
  return std::nullopt;
}

void add_stat(std::vector<prometheus::MetricFamily>& to) {
  auto stat = contents("/proc/self/stat");
  auto name_end = stat.rfind(')');  // the second field may hold spaces
  if (name_end == std::string::npos) return;
  std::istringstream fields{stat.substr(name_end + 1)};
  const std::vector<std::string> from_third{std::istream_iterator<std::string>{fields}, {}};
  if (from_third.size() < 22) return;
  auto field = [&](std::size_t number) { return std::stod(from_third[number - 3]); };
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  const auto page = static_cast<double>(sysconf(_SC_PAGESIZE));
  to.push_back(family("process_cpu_seconds_total", "User and system processor time spent.",
                      prometheus::MetricType::Counter, (field(14) + field(15)) / ticks));
  to.push_back(family("process_resident_memory_bytes", "Resident memory size.", prometheus::MetricType::Gauge,
                      field(24) * page));
  if (auto since = start_time(field(22), ticks))
    to.push_back(family("process_start_time_seconds", "Start of the process since the Unix epoch.",
                        prometheus::MetricType::Gauge, *since));
}

void add_open_files(std::vector<prometheus::MetricFamily>& to) {
  std::error_code error;
  std::filesystem::directory_iterator open{"/proc/self/fd", error};
  if (!error)
    to.push_back(family("process_open_fds", "Open file descriptors.", prometheus::MetricType::Gauge,
                        static_cast<double>(std::distance(begin(open), end(open)))));
  rlimit most{};
  if (getrlimit(RLIMIT_NOFILE, &most) == 0)
    to.push_back(family("process_max_fds", "Most open file descriptors allowed.", prometheus::MetricType::Gauge,
                        static_cast<double>(most.rlim_cur)));
}

}  // namespace

std::vector<prometheus::MetricFamily> process_metrics() {
  std::vector<prometheus::MetricFamily> all;
  add_stat(all);
  add_open_files(all);
  return all;
}

}  // namespace app
