// The folder of one source: `state`, `done`, `lock`, `batch-<epoch>-<sequence>`, `rejects/`.
#include "adapters/cdr_files/spool.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sodium.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <system_error>
#include <utility>

#include "adapters/cdr_files/durable_file.hpp"
#include "adapters/cdr_files/refusals.hpp"

namespace cdr_files {
namespace {

bool is_source_name(std::string_view name) {
  auto good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
  return !name.empty() && name.size() <= 60 && good(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return good(c) || c == '-' || c == '_' || c == '.'; });
}

// The state is lines of `name value`; what a newer program added is not lost sight of: it is an error.
std::string written(const spool_state& it) {
  auto out = fmt::format("epoch {}\nnext_sequence {}\nmemory_bytes {}\n", it.epoch, it.next_sequence, it.memory_bytes);
  for (auto sequence : it.acked) out += fmt::format("acked {}\n", sequence);
  if (const auto& file = it.file) {
    const auto& n = file->counts;
    out += fmt::format("file {}\noffset {}\nline {}\nrejects_bytes {}\nreasons_bytes {}\n", file->digest,
                       file->at.offset, file->at.line, file->rejects_bytes, file->reasons_bytes);
    out += fmt::format(
        "rows {}\nsent {}\npassed_over {}\nrejected {}\nrated {}\nduplicates {}\nsuspended {}\nparked_batches {}\n"
        "laid_by {}\ngiven_up {}\n",
        n.rows, n.sent, n.passed_over, n.rejected, n.rated, n.duplicates, n.suspended, n.parked_batches, n.laid_by, n.given_up);
  }
  return out;
}

std::uint64_t* number_named(spool_state& of, std::string_view name) {
  if (name == "epoch") return &of.epoch;
  if (name == "next_sequence") return &of.next_sequence;
  if (name == "memory_bytes") return &of.memory_bytes;
  if (!of.file) return nullptr;
  auto& file = *of.file;
  const std::pair<std::string_view, std::uint64_t*> all[] = {{"offset", &file.at.offset},
                                                             {"line", &file.at.line},
                                                             {"rejects_bytes", &file.rejects_bytes},
                                                             {"reasons_bytes", &file.reasons_bytes},
                                                             {"rows", &file.counts.rows},
                                                             {"sent", &file.counts.sent},
                                                             {"passed_over", &file.counts.passed_over},
                                                             {"rejected", &file.counts.rejected},
                                                             {"rated", &file.counts.rated},
                                                             {"duplicates", &file.counts.duplicates},
                                                             {"suspended", &file.counts.suspended},
                                                             {"parked_batches", &file.counts.parked_batches},
                                                             {"laid_by", &file.counts.laid_by},
                                                             {"given_up", &file.counts.given_up}};
  for (const auto& [known, number] : all)
    if (known == name) return number;
  return nullptr;
}

spool_state read_state(const std::filesystem::path& file) {
  spool_state out;
  auto text = read_whole(file);
  for (std::string_view rest{text}; !rest.empty();) {
    auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    auto space = std::min(line.find(' '), line.size());
    auto name = line.substr(0, space), value = line.substr(std::min(space + 1, line.size()));
    if (name == "file") {
      out.file.emplace().digest = value;
      continue;
    }
    std::uint64_t number = 0;
    auto* into = number_named(out, name);
    auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc{} || end != value.data() + value.size() || (!into && name != "acked"))
      throw std::runtime_error{fmt::format("the spool file {} is damaged at `{}`", file.string(), line)};
    if (into)
      *into = number;
    else
      out.acked.insert(number);
  }
  return out;
}

constexpr std::string_view batch_prefix = "batch-";

}  // namespace

core::result<spool> spool::open(const std::filesystem::path& under, const std::string& source) {
  if (!is_source_name(source)) return source_name_wrong;
  auto dir = under / source;
  make_folder(dir);
  auto lock_path = dir / "lock";
  int lock = ::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) throw std::system_error{errno, std::generic_category(), "cannot open " + lock_path.string()};
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock);
    return load_running.because(fmt::format("The source is {}.", source));
  }
  spool out{std::move(dir), lock};
  out.state_ = read_state(out.dir_ / "state");
  auto memory = out.dir_ / "memory";  // killed after replace_memory() and before save(): it is shorter than was known
  out.state_.memory_bytes = std::min(out.state_.memory_bytes, std::filesystem::exists(memory) ? std::filesystem::file_size(memory) : 0);
  return out;
}

spool::spool(spool&& other) noexcept
    : dir_{std::move(other.dir_)}, lock_{std::exchange(other.lock_, -1)}, state_{std::move(other.state_)} {}

spool::~spool() {
  if (lock_ >= 0) ::close(lock_);  // and with it the lock
}

void spool::save() { replace_durably(dir_ / "state", written(state_)); }

std::filesystem::path spool::batch_path(std::uint64_t sequence) const {
  return dir_ / fmt::format("{}{}-{}", batch_prefix, state_.epoch, sequence);
}

void spool::keep_batch(std::uint64_t sequence, const std::string& raw) { replace_durably(batch_path(sequence), raw); }

void spool::drop_batch(std::uint64_t sequence) { remove_file(batch_path(sequence)); }

std::map<std::uint64_t, std::string> spool::kept_batches() const {
  std::map<std::uint64_t, std::string> out;
  auto prefix = fmt::format("{}{}-", batch_prefix, state_.epoch);
  for (const auto& each : std::filesystem::directory_iterator{dir_}) {
    auto name = each.path().filename().string();
    std::uint64_t sequence = 0;
    if (!name.starts_with(prefix)) continue;
    auto [end, error] = std::from_chars(name.data() + prefix.size(), name.data() + name.size(), sequence);
    if (error == std::errc{} && end == name.data() + name.size() && sequence < state_.next_sequence)
      out.emplace(sequence, read_whole(each.path()));
  }
  return out;
}

std::string spool::memory() const {
  auto out = read_whole(dir_ / "memory");
  if (out.size() > state_.memory_bytes) out.resize(state_.memory_bytes);  // what a killed load added is read again
  return out;
}

void spool::append_memory(const std::string& lines) {
  auto file = dir_ / "memory";
  if (std::filesystem::exists(file) && std::filesystem::file_size(file) > state_.memory_bytes)
    std::filesystem::resize_file(file, state_.memory_bytes);
  append_durably(file, lines);
  state_.memory_bytes += lines.size();
}

// Never longer than what it replaces, so that a kill before save() finds the same.
void spool::replace_memory(const std::string& lines) {
  auto file = dir_ / "memory";
  if (lines.empty() && !std::filesystem::exists(file)) return;
  replace_durably(file, lines);
  state_.memory_bytes = lines.size();
}

std::vector<std::string> spool::note_number(const file_number& of, const numbered_file& read, core::instant now) {
  auto numbers = file_numbers::parse(read_whole(dir_ / "numbers"));
  auto alarms = numbers.note(of, read);
  // Alarms first: a kill between the two tells them twice rather than never.
  std::string lines;
  for (const auto& each : alarms) lines += fmt::format("{} {}\n", now.text(), each);
  if (!lines.empty()) append_durably(dir_ / "alarms", lines);
  replace_durably(dir_ / "numbers", numbers.text());
  return alarms;
}

bool spool::is_done(const std::string& digest) const {
  auto text = "\n" + read_whole(dir_ / "done");
  return text.find("\n" + digest + " ") != std::string::npos;
}

void spool::note_done(const std::string& digest, const std::string& name, const load_counts& counts, core::instant at) {
  append_durably(dir_ / "done", fmt::format("{} rows {} sent {} rejected {} @{} {}\n", digest, counts.rows, counts.sent,
                                            counts.rejected, at.text(), name));
}

std::filesystem::path spool::rejects_path(const std::string& file_name, const std::string& digest) const {
  return dir_ / "rejects" / fmt::format("{}.{}", digest.substr(0, 12), file_name);
}

std::string digest_of_file(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  if (!in) throw std::system_error{errno, std::generic_category(), "cannot read " + file.string()};
  crypto_generichash_state running;
  crypto_generichash_init(&running, nullptr, 0, crypto_generichash_BYTES);
  std::string piece(1 << 18, '\0');
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0)
    crypto_generichash_update(&running, reinterpret_cast<const unsigned char*>(piece.data()),
                              static_cast<std::size_t>(in.gcount()));
  unsigned char digest[crypto_generichash_BYTES];
  crypto_generichash_final(&running, digest, sizeof digest);
  return fmt::format("{:02x}", fmt::join(digest, ""));
}

}  // namespace cdr_files
