// A node's numbers go up by one; after 2^32 - 1 comes 0. A file that comes late closes its gap.
#include "adapters/cdr_files/file_numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "adapters/cdr_files/durable_file.hpp"

namespace cdr_files {
namespace {

constexpr std::uint32_t gap_max = 1'000;  // more is no gap but an element that has begun anew

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in{text};
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

}  // namespace

file_numbers file_numbers::parse(std::string_view text) {
  file_numbers out;
  std::istringstream in{std::string{text}};
  std::string what, name;
  while (in >> what >> name) {
    auto& of = out.nodes_[name];
    std::uint32_t number = 0;
    if (what == "last")
      in >> of.last >> of.digest;
    else if (what == "missing" && in >> number)
      of.missing.insert(number);
    if (!in || (what != "last" && what != "missing")) throw std::runtime_error{"the spool's file `numbers` is damaged"};
  }
  return out;
}

std::string file_numbers::text() const {
  std::string out;
  for (const auto& [name, of] : nodes_) {
    out += fmt::format("last {} {} {}\n", name, of.last, of.digest);
    for (auto each : of.missing) out += fmt::format("missing {} {}\n", name, each);
  }
  return out;
}

void file_numbers::gap(const std::string& name, node& of, std::uint32_t to, std::vector<std::string>& alarms) {
  auto first = of.last + 1;
  auto count = to - first;  // over 2^32 - 1 as well
  if (count == 0) return;
  if (count > gap_max) {
    alarms.push_back(fmt::format("the files of {} jump from number {} to {}: has it begun anew?", name, of.last, to));
    return;
  }
  for (auto each = first; each != to; ++each) of.missing.insert(each);
  alarms.push_back(count == 1 ? fmt::format("file {} of {} has not come", first, name)
                              : fmt::format("files {} to {} of {} have not come", first, to - 1, name));
}

std::vector<std::string> file_numbers::note(const file_number& it, const numbered_file& read) {
  std::vector<std::string> alarms;
  auto [at, fresh] = nodes_.try_emplace(it.node);
  auto& of = at->second;
  if (!fresh && of.digest == read.digest) return alarms;
  if (it.lost_records > 0)
    alarms.push_back(fmt::format("{} of {}: the element lost at least {} records before it could write them", read.name, it.node, it.lost_records));
  if (it.records != read.records && it.records != 0xffff'ffff)
    alarms.push_back(fmt::format("{} of {}: its header says {} records, it holds {}", read.name, it.node, it.records, read.records));
  if (!fresh && of.missing.erase(it.sequence) > 0) return alarms;
  if (!fresh && of.last - it.sequence <= gap_max) {
    alarms.push_back(fmt::format("{} of {}: number {} was used before", read.name, it.node, it.sequence));
    return alarms;
  }
  if (!fresh) gap(it.node, of, it.sequence, alarms);
  of.last = it.sequence;
  of.digest = read.digest;
  return alarms;
}

std::size_t file_numbers::missing() const {
  std::size_t out = 0;
  for (const auto& [_, of] : nodes_) out += of.missing.size();
  return out;
}

std::vector<std::string> file_numbers::missing_text() const {
  std::vector<std::string> out;
  for (const auto& [name, of] : nodes_) {
    std::string list;
    for (auto each = of.missing.begin(); each != of.missing.end();) {
      auto last = each;
      while (std::next(last) != of.missing.end() && *std::next(last) == *last + 1) ++last;
      list += fmt::format("{}{}", list.empty() ? "" : ", ", *each);
      if (last != each) list += fmt::format(" to {}", *last);
      each = std::next(last);
    }
    if (!list.empty()) out.push_back(fmt::format("{}: files that have not come: {}", name, list));
  }
  return out;
}

std::vector<source_alarms> alarms_in(const std::filesystem::path& spool_dir) {
  std::vector<source_alarms> out;
  if (!std::filesystem::is_directory(spool_dir)) return out;
  for (const auto& each : std::filesystem::directory_iterator{spool_dir}) {
    if (!each.is_directory()) continue;
    auto numbers = file_numbers::parse(read_whole(each.path() / "numbers"));
    out.push_back({each.path().filename().string(), numbers.missing(), numbers.missing_text(), lines_of(read_whole(each.path() / "alarms"))});
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.source < b.source; });
  return out;
}

std::size_t clear_alarms(const std::filesystem::path& spool_dir, const std::string& source) {
  auto file = spool_dir / source / "alarms";
  auto count = lines_of(read_whole(file)).size();
  remove_file(file);
  return count;
}

}  // namespace cdr_files
