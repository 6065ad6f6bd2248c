// Telling other programs of this machine where we listen, and finding where they do.
#include "app/endpoints.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <stdexcept>

#include "app/text_file.hpp"

namespace app {
namespace fs = std::filesystem;
namespace {

constexpr std::pair<const char*, std::string endpoints::*> fields[] = {
    {"http_url", &endpoints::http_url},       {"metrics_url", &endpoints::metrics_url}, {"usage", &endpoints::usage},
    {"events", &endpoints::events},           {"provisioning", &endpoints::provisioning}, {"hints", &endpoints::hints},
    {"bus_public_key", &endpoints::bus_public_key}, {"hlr", &endpoints::hlr},
    {"radius", &endpoints::radius}};

fs::path place(const fs::path& data_dir) { return data_dir / "running"; }

// Held while files in `running/` come and go.
class door_lock {
 public:
  explicit door_lock(const fs::path& dir) : file_{open((dir / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)} {
    if (file_ < 0 || flock(file_, LOCK_EX) != 0) throw std::runtime_error{fmt::format("cannot write in {}", dir.string())};
  }
  ~door_lock() { close(file_); }
  door_lock(const door_lock&) = delete;
  door_lock& operator=(const door_lock&) = delete;

 private:
  int file_;
};

struct neighbour {
  pid_t pid;
  std::vector<std::string> rooms;
  std::optional<endpoints> at;  // nothing: still starting
};

bool lives(const fs::path& file) {
  int it = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (it < 0) return false;
  bool free = flock(it, LOCK_SH | LOCK_NB) == 0;
  close(it);
  return !free;
}

neighbour read(const fs::path& file) {
  auto parsed = boost::json::parse(whole_file(file)).as_object();
  neighbour out{std::atoi(file.stem().c_str()), {}, std::nullopt};
  for (const auto& each : parsed.at("rooms").as_array()) out.rooms.emplace_back(each.as_string());
  if (!parsed.contains("bus_public_key")) return out;
  out.at.emplace();
  for (auto [name, member] : fields)  // a program of another version may know fewer
    if (const auto* it = parsed.if_contains(name)) (*out.at).*member = it->as_string().c_str();
  return out;
}

// The living ones, those with the most rooms first. What a killed one left behind goes.
std::vector<neighbour> neighbours(const fs::path& dir) {
  std::vector<neighbour> out;
  for (const auto& each : fs::directory_iterator{dir}) {
    if (each.path().extension() != ".json") continue;
    if (lives(each.path())) out.push_back(read(each.path()));
    else fs::remove(each.path());
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return std::pair{b.rooms.size(), a.pid} < std::pair{a.rooms.size(), b.pid}; });
  return out;
}

void expect_free(const std::vector<neighbour>& others, const std::vector<std::string>& wanted, const fs::path& data_dir) {
  for (const auto& other : others)
    for (const auto& room : wanted)
      if (std::find(other.rooms.begin(), other.rooms.end(), room) != other.rooms.end())
        throw std::runtime_error{fmt::format("another Abonent (process {}) already runs {} on {}; stop it, or choose another --data-dir", other.pid,
                                             other.rooms.size() == all_rooms().size() ? "all rooms" : "the room " + room, data_dir.string())};
}

// In place, because the lock is on this very file: a reader holds the door's lock and never sees half of it.
void write(int file, const boost::json::object& what) {
  auto text = boost::json::serialize(what) + "\n";
  if (ftruncate(file, 0) != 0 || pwrite(file, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
    throw std::runtime_error{"cannot write where this program listens; is the disk full?"};
}

}  // namespace

const std::vector<std::string>& all_rooms() {
  static const std::vector<std::string> rooms{"activation", "billing", "care", "analytics"};
  return rooms;
}

running_program::running_program(fs::path data_dir, const std::vector<std::string>& rooms) : rooms_{rooms.empty() ? all_rooms() : rooms} {
  expect_own(data_dir);
  auto dir = place(data_dir);
  std::error_code failed;
  fs::create_directories(dir, failed);
  if (failed) throw std::runtime_error{fmt::format("cannot make the directory {}: {}; choose another place with --data-dir", dir.string(), failed.message())};
  door_lock door{dir};
  expect_free(neighbours(dir), rooms_, data_dir);
  file_ = dir / fmt::format("{}.json", getpid());
  lock_ = open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_ < 0 || flock(lock_, LOCK_EX | LOCK_NB) != 0) throw std::runtime_error{fmt::format("cannot write {}", file_.string())};
  write(lock_, {{"rooms", boost::json::value_from(rooms_)}});
}

running_program::~running_program() {
  std::error_code ignored;
  fs::remove(file_, ignored);
  close(lock_);
}

void running_program::listens_at(const endpoints& it) {
  door_lock door{file_.parent_path()};
  boost::json::object out{{"rooms", boost::json::value_from(rooms_)}};
  for (auto [name, member] : fields) out[name] = it.*member;
  write(lock_, out);
}

void expect_own(const fs::path& data_dir) {
  struct stat info {};
  if (stat(data_dir.c_str(), &info) != 0 || info.st_uid == geteuid()) return;
  const passwd* owner = getpwuid(info.st_uid);
  std::string name = owner ? owner->pw_name : std::to_string(info.st_uid);
  if (name == "postgres") {  // root's, whose PostgreSQL runs so
    if (geteuid() == 0) return;
    name = "root";
  }
  throw std::runtime_error{fmt::format("{} belongs to the user {}; work on it as that user: runuser -u {} -- abonent ...", data_dir.string(), name, name)};
}

bool another_runs(const fs::path& data_dir) {
  if (!fs::exists(place(data_dir))) return false;
  door_lock door{place(data_dir)};
  auto all = neighbours(place(data_dir));
  return std::any_of(all.begin(), all.end(), [](const neighbour& it) { return it.pid != getpid(); });
}

std::optional<endpoints> read_endpoints(const fs::path& data_dir) {
  if (!fs::exists(place(data_dir))) return std::nullopt;
  door_lock door{place(data_dir)};
  std::optional<endpoints> out;
  for (const auto& each : neighbours(place(data_dir))) {
    if (!each.at) continue;
    if (!out) out.emplace();
    for (auto [_, member] : fields)
      if (((*out).*member).empty()) (*out).*member = (*each.at).*member;
  }
  return out;
}

std::optional<endpoints> read_endpoints(const fs::path& data_dir, pid_t program) {
  if (!fs::exists(place(data_dir))) return std::nullopt;
  door_lock door{place(data_dir)};
  for (const auto& each : neighbours(place(data_dir)))
    if (each.pid == program) return each.at;
  return std::nullopt;
}

}  // namespace app
