// The order of writing is what makes it safe: batch bytes, then rejects, then the state that says both are there, then
// the wire; and after an ack the state that counts it, then the batch's removal.
#include "adapters/cdr_files/load_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "adapters/cdr_files/durable_file.hpp"
#include "adapters/cdr_files/refusals.hpp"
#include "bus/refusals.hpp"

namespace cdr_files {
namespace {

using answer = std::optional<core::refusal>;  // nothing: go on

class loading {
 public:
  loading(bus::usage_client& to, layout& by, const std::filesystem::path& file, const load_settings& settings,
          const load_progress& progress, spool& in)
      : to_{to}, by_{by}, file_{file}, settings_{settings}, progress_{progress}, spool_{in}, state_{in.state()} {}

  core::result<load_report> run() {
    auto digest = digest_of_file(file_);
    if (auto no = agree_on_standing()) return *no;
    if (auto no = choose_file(digest)) return *no;
    rejects_ = spool_.rejects_path(file_.filename().string(), digest);
    cut_rejects();
    if (auto no = send_kept()) return *no;
    if (auto no = read_all()) return *no;
    if (auto no = wait_until([&] { return to_.unacked() == 0; })) return *no;
    load_report out{progress_now().counts, resumed_,
                    progress_now().rejects_bytes > 0 ? rejects_ : std::filesystem::path{}, {}};
    if (auto number = by_.numbered())
      out.alarms = spool_.note_number(*number, {digest, file_.filename().string(), out.counts.rows}, settings_.now());
    // Done first: a kill between the two finds a file that is done and under way, which choose_file() mends.
    spool_.note_done(digest, file_.filename().string(), out.counts, settings_.now());
    state_.file.reset();
    spool_.save();
    return out;
  }

 private:
  file_progress& progress_now() { return *state_.file; }

  answer silence() const {
    if (to_.key_refused()) return key_refused;
    return billing_silent;
  }

  // A new spool takes an epoch that billing has not seen; an old one must be the only one that speaks for the source.
  answer agree_on_standing() {
    auto standing = to_.ask_standing(settings_.patience);
    if (!standing) return silence();
    if (state_.epoch == 0) {
      state_.epoch = standing->epoch + 1;
      spool_.save();
      return {};
    }
    bool ahead = standing->epoch > state_.epoch ||
                 (standing->epoch == state_.epoch && standing->sequence >= state_.next_sequence);
    if (!ahead) return {};
    return source_used_elsewhere.because(fmt::format("The source is {}; to begin anew with it, remove {}.",
                                                     settings_.source,
                                                     (settings_.spool_dir / settings_.source).string()));
  }

  answer choose_file(const std::string& digest) {
    bool done = spool_.is_done(digest);
    if (state_.file && done && state_.file->digest == digest) {
      state_.file.reset();
      spool_.save();
    }
    if (state_.file && state_.file->digest != digest && settings_.abandon_unfinished) state_.file.reset();
    if (state_.file && state_.file->digest != digest)
      return other_file_unfinished.because(fmt::format("It stopped before line {}; its bytes have the digest {}.",
                                                       state_.file->at.line, state_.file->digest.substr(0, 12)));
    if (done) return file_loaded_before.because(fmt::format("The file is {}.", file_.filename().string()));
    resumed_ = state_.file.has_value();
    if (!resumed_) state_.file.emplace().digest = digest;
    return {};
  }

  // What a killed load wrote after its last saved state is read and rejected again.
  void cut_rejects() {
    auto cut = [](const std::filesystem::path& file, std::uint64_t to) {
      if (std::filesystem::exists(file) && std::filesystem::file_size(file) > to)
        std::filesystem::resize_file(file, to);
    };
    cut(rejects_, progress_now().rejects_bytes);
    cut(reasons_path(), progress_now().reasons_bytes);
  }
  [[nodiscard]] std::filesystem::path reasons_path() const {
    auto out = rejects_;
    return out += ".reasons";
  }

  answer send_kept() {
    for (auto& [sequence, raw] : spool_.kept_batches()) {
      if (state_.acked.contains(sequence))
        spool_.drop_batch(sequence);
      else
        to_.submit(state_.epoch, sequence, std::move(raw));
    }
    state_.acked.clear();
    return {};
  }

  answer read_all() {
    std::ifstream in{file_, std::ios::binary};
    if (!in) throw std::system_error{errno, std::generic_category(), "cannot read " + file_.string()};
    auto records = by_.open(in, progress_now().at);
    if (!records) return records.error();
    recall();
    row each;
    while ((*records)->next(each)) {
      take(each);
      if (batch_.size() < settings_.batch_records) continue;
      if (auto no = send_batch()) return no;
    }
    return send_batch();
  }

  void take(const row& each) {
    auto& now = progress_now();
    auto& counts = now.counts;
    ++counts.rows;
    now.at = each.next;
    auto what = by_.read(each);
    if (by_.changed_memory()) new_memory_ += "+" + each.raw + "\n";
    if (auto* used = std::get_if<usage>(&what)) {
      ++counts.sent;
      batch_.push_back(std::move(*used));
    } else if (const auto* no = std::get_if<reject>(&what)) {
      ++counts.rejected;
      write_down(by_.as_it_stood(each), fmt::format("{} {}: {}", by_.place_word(), each.at.line, no->reason));
    } else if (std::holds_alternative<laid_by>(what)) {
      ++counts.laid_by;
    } else {
      ++counts.passed_over;
    }
  }

  void write_down(const std::string& text, const std::string& reason) {
    if (progress_now().rejects_bytes + new_rejects_.size() == 0) new_rejects_ = by_.head();
    new_rejects_ += text;
    new_reasons_ += reason + "\n";
  }

  // What the layout remembered when it was last saved: of files before this one, and of this one's beginning.
  void recall() {
    auto memory = spool_.memory();
    for (std::string_view rest{memory}; !rest.empty();) {
      auto line = std::string{rest.substr(0, rest.find('\n'))};
      rest.remove_prefix(std::min(rest.size(), line.size() + 1));
      if (line.starts_with('+')) by_.recall(line.substr(1));
      if (line.starts_with('-')) by_.forget(line.substr(1));
    }
    if (resumed_) return;
    std::string shorter;
    for (const auto& each : by_.remembered()) shorter += "+" + each + "\n";
    spool_.replace_memory(shorter);
    spool_.save();
  }

  void give_up() {
    for (const auto& each : by_.give_up()) {
      ++progress_now().counts.given_up;
      row as;
      as.raw = each.raw;
      write_down(by_.as_it_stood(as), "laid by earlier: " + each.reason);
      new_memory_ += "-" + each.raw + "\n";
    }
  }

  answer send_batch() {
    give_up();
    keep_rejects();
    if (!new_memory_.empty()) spool_.append_memory(std::exchange(new_memory_, {}));
    if (batch_.empty()) return spool_.save(), answer{};
    std::vector<bus::usage_record> views;
    views.reserve(batch_.size());
    for (const auto& each : batch_) views.push_back(each.view());
    auto sequence = state_.next_sequence;
    auto raw = bus::write_usage_batch(settings_.source, state_.epoch, sequence, views);
    batch_.clear();
    spool_.keep_batch(sequence, raw);
    ++state_.next_sequence;
    spool_.save();
    to_.submit(state_.epoch, sequence, std::move(raw));
    if (progress_) progress_(progress_now().counts);
    return wait_until([&] { return !to_.window_full(); });
  }

  void keep_rejects() {
    if (new_reasons_.empty()) return;
    make_folder(rejects_.parent_path());
    append_durably(rejects_, new_rejects_);
    append_durably(reasons_path(), new_reasons_);
    progress_now().rejects_bytes += new_rejects_.size();
    progress_now().reasons_bytes += new_reasons_.size();
    new_rejects_.clear();
    new_reasons_.clear();
  }

  template <class F>
  answer wait_until(F&& enough) {
    auto give_up = std::chrono::steady_clock::now() + settings_.patience;
    while (!enough()) {
      auto acks = to_.collect(std::chrono::milliseconds{200});
      for (const auto& each : acks)
        if (auto no = count(each)) return no;
      if (!acks.empty())
        give_up = std::chrono::steady_clock::now() + settings_.patience;
      else if (std::chrono::steady_clock::now() > give_up)
        return silence();
    }
    return {};
  }

  answer count(const bus::usage_ack& ack) {
    bool parked = ack.answer.refusal == bus::batch_parked.code();
    if (!ack.answer.refusal.empty() && !parked)
      return batch_refused.because(fmt::format("Batch {}: {} {}", ack.sequence, ack.answer.refusal, ack.answer.detail));
    auto& counts = progress_now().counts;
    counts.rated += ack.answer.rated;
    counts.duplicates += ack.answer.duplicates;
    counts.suspended += ack.answer.suspended;
    counts.parked_batches += parked ? 1 : 0;
    state_.acked.insert(ack.sequence);
    spool_.save();
    spool_.drop_batch(ack.sequence);
    state_.acked.erase(ack.sequence);  // the next save forgets it
    return {};
  }

  bus::usage_client& to_;
  layout& by_;
  const std::filesystem::path& file_;
  const load_settings& settings_;
  const load_progress& progress_;
  spool& spool_;
  spool_state& state_;
  bool resumed_ = false;
  std::filesystem::path rejects_;
  std::string new_rejects_, new_reasons_, new_memory_;
  std::vector<usage> batch_;
};

}  // namespace

core::result<load_report> load_file(bus::usage_client& to, layout& by, const std::filesystem::path& file,
                                    const load_settings& settings, const load_progress& progress) {
  auto opened = spool::open(settings.spool_dir, settings.source);
  if (!opened) return opened.error();
  return loading{to, by, file, settings, progress, *opened}.run();
}

}  // namespace cdr_files
