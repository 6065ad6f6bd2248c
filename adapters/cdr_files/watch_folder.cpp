// Which file is whole is seen from outside: its size and time do not change any more.
#include "adapters/cdr_files/watch_folder.hpp"

#include <algorithm>
#include <sstream>
#include <tuple>

#include "adapters/cdr_files/durable_file.hpp"
#include "adapters/cdr_files/refusals.hpp"

namespace cdr_files {
namespace {

// Names that programs give to what they have not finished.
bool is_unfinished(const std::string& name) {
  if (name.starts_with('.') || name.ends_with('~')) return true;
  for (const auto* ending : {".tmp", ".part", ".partial", ".filepart", ".new", ".lock"})
    if (name.ends_with(ending)) return true;
  return false;
}

bool comes_again(const core::refusal& why) {
  return why == file_incomplete || why == other_file_unfinished || why == billing_silent || why == key_refused || why == load_running ||
         why == source_used_elsewhere;
}

bool stops_the_look(const core::refusal& why) { return why == billing_silent || why == key_refused || why == load_running || why == source_used_elsewhere; }

}  // namespace

std::vector<std::filesystem::path> folder_watch::whole_files(moment now) {
  std::vector<std::filesystem::path> out;
  std::map<std::filesystem::path, seen> there;
  for (const auto& each : std::filesystem::directory_iterator{by_.folder}) {
    std::error_code gone;
    if (!each.is_regular_file(gone) || is_unfinished(each.path().filename().string())) continue;
    seen it{each.file_size(gone), each.last_write_time(gone), now, false};
    if (gone) continue;  // taken away while we looked
    if (auto known = files_.find(each.path()); known != files_.end() && known->second.size == it.size && known->second.written == it.written) it = known->second;
    if (!it.done && now - it.since >= by_.settle) out.push_back(each.path());
    there.emplace(each.path(), it);
  }
  files_ = std::move(there);
  std::sort(out.begin(), out.end(), [&](const auto& a, const auto& b) {
    return std::tuple{files_.at(a).written, a} < std::tuple{files_.at(b).written, b};
  });
  return out;
}

void folder_watch::put_away(const std::filesystem::path& file, seen& of) const {
  of.done = true;
  if (by_.loaded_to.empty()) return;
  make_folder(by_.loaded_to);
  auto to = by_.loaded_to / file.filename();
  for (int i = 2; std::filesystem::exists(to); ++i) to = by_.loaded_to / (file.filename().string() + "." + std::to_string(i));
  std::filesystem::rename(file, to);
}

std::vector<watched_file> folder_watch::look(bus::usage_client& to, layout& by, moment now, const load_progress& progress) {
  std::vector<watched_file> out;
  for (const auto& file : whole_files(now)) {
    auto answer = load_file(to, by, file, by_.load, progress);
    auto& of = files_.at(file);
    if (answer || answer.error() == file_loaded_before)
      put_away(file, of);
    else if (!comes_again(answer.error()))
      of.done = true;  // it stays for a person to look at
    bool stop = answer.has_error() && stops_the_look(answer.error());
    bool quiet = answer.has_error() && (answer.error() == file_incomplete || answer.error() == other_file_unfinished);
    if (!quiet) out.push_back({file, std::move(answer)});
    if (stop) break;
  }
  return out;
}

std::size_t folder_watch::waiting() const {
  return static_cast<std::size_t>(std::count_if(files_.begin(), files_.end(), [](const auto& it) { return !it.second.done; }));
}

std::vector<loaded_file> loaded_files(const std::filesystem::path& spool_dir, const std::string& source) {
  std::vector<loaded_file> out;
  std::istringstream lines{read_whole(spool_dir / source / "done")};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream in{line};
    loaded_file it;
    std::string word;
    in >> it.digest >> word >> it.rows >> word >> it.sent >> word >> it.rejected >> std::ws;
    if (in.peek() == '@') in.ignore() >> it.at >> std::ws;
    std::getline(in, it.name);
    out.push_back(std::move(it));
  }
  return out;
}

}  // namespace cdr_files
