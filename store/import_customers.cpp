// Two passes over the file: the first looks at every row, the second writes the good ones, some hundreds a transaction,
// each with the mark of how far it has come.
#include "store/import_customers.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ostream>
#include <set>
#include <unordered_map>

#include "core/csv.hpp"
#include "core/utf8.hpp"
#include "store/import_row.hpp"
#include "store/import_sql.hpp"
#include "store/refusals.hpp"

namespace store {
namespace {

struct run_state {
  std::int64_t done_line = 0;
  std::int64_t added = 0;
  std::optional<core::instant> finished_at;
};
BOOST_DESCRIBE_STRUCT(run_state, (), (done_line, added, finished_at))

struct good_row {
  std::size_t line;
  std::string raw;
  new_customer who;
};

// The same bytes read the same way are the same import.
core::uuid import_id(const import_file& file) {
  std::string name = "import_customers\n";
  for (const auto& [field, header] : file.mapping.columns) name += field + "=" + header + "\n";
  for (const auto& [field, value] : file.mapping.defaults) name += field + ":" + value + "\n";
  return core::uuid::named(name + std::string{file.text});
}

class import_run {
 public:
  import_run(db::access store, core::instant now, const import_file& file, const import_options& options,
             std::ostream& rejects, const import_progress& progress)
      : store_{store},
        now_{now},
        file_{file},
        options_{options},
        out_{rejects},
        progress_{progress},
        id_{import_id(file)} {}

  core::result<import_report> run() {
    if (auto fine = read_header(); !fine) return fine.error();
    if (auto fine = begin(); !fine) return fine.error();
    check_all();
    if (report_.rejected > 0 && !options_.pass_over_rejected) return std::move(report_);
    if (auto fine = write_all(); !fine) return fine.error();
    store_.transact([&](db::tx& t) { t.exec(sql::finish_import, id_, now_); });
    report_.written = true;
    return std::move(report_);
  }

 private:
  core::result<void> read_header() {
    text_ = core::without_bom(file_.text);
    if (auto bad = core::first_bad_byte(text_)) {
      auto line = 1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(*bad), '\n');
      return file_unreadable.because(fmt::format("Line {} is not UTF-8; save the file as UTF-8.", line));
    }
    how_.separator = file_.mapping.separator != '\0' ? file_.mapping.separator : core::guess_separator(text_);
    core::csv_reader reader{text_, how_};
    core::csv_row header;
    if (!reader.next(header)) return file_unreadable.because("It is empty; the first line must head the columns.");
    if (!header.broken.empty()) return file_unreadable.because(fmt::format("In the first line {}.", header.broken));
    auto columns = import_columns::find(header.fields, file_.mapping);
    if (!columns) return columns.error();
    columns_ = *columns;
    header_ = header.raw;
    report_.unused_columns = columns_.unused();
    for (core::csv_row row; reader.next(row);) ++report_.rows;
    return {};
  }

  core::result<void> begin() {
    auto state = store_.transact([&](db::tx& t) {
      t.exec(sql::begin_import, id_, file_.name, now_);
      return t.get<run_state>(sql::lock_import, id_);
    });
    if (state.finished_at) return import_finished.because("On " + state.finished_at->text() + ".");
    done_line_ = state.done_line;
    report_.resumed_after_line = static_cast<std::size_t>(done_line_);
    return {};
  }

  // Every row of the file after its header.
  template <class Visit>
  void each_row(import_phase phase, Visit visit) {
    core::csv_reader reader{text_, how_};
    core::csv_row row;
    reader.next(row);
    for (std::size_t seen = 1; reader.next(row); ++seen) {
      visit(row);
      if (progress_ && (seen % options_.rows_at_once == 0 || seen == report_.rows))
        progress_(phase, seen, report_.rows);
    }
  }

  void check_all() {
    std::vector<good_row> batch;
    each_row(import_phase::checking, [&](const core::csv_row& row) {
      auto it = read_import_row(row, columns_, file_.mapping);
      if (it.rejects.empty()) note_twins(it, row.line);
      if (static_cast<std::int64_t>(row.line) <= done_line_) return;
      if (!it.rejects.empty()) return reject_row(row.line, row.broken.empty() ? row.raw : "", it.rejects);
      batch.push_back({row.line, std::string{row.raw}, std::move(it.who)});
      if (batch.size() >= options_.rows_at_once) check_claims(batch);
    });
    check_claims(batch);
  }

  // Two rows of one file that claim one contract: the second is rejected.
  void note_twins(import_row& it, std::size_t line) {
    for (const auto& claim : claims_of(it.who)) {
      auto kind = db::text<identifier_kind>::to(claim.kind);
      auto [first, fresh] = claimed_.emplace(kind + " " + claim.norm, line);
      if (!fresh)
        it.rejects.push_back(
            {line, "", fmt::format("it has the same {} as line {}", kind, first->second), "keep one of the two rows"});
    }
  }

  // Rows whose contract, document or outside id somebody has already.
  void check_claims(std::vector<good_row>& batch) {
    std::vector<identifier_kind> kinds;
    std::vector<std::string> norms;
    std::vector<std::size_t> owner;
    for (std::size_t i = 0; i < batch.size(); ++i)
      for (auto& claim : claims_of(batch[i].who)) {
        kinds.push_back(claim.kind);
        norms.push_back(std::move(claim.norm));
        owner.push_back(i);
      }
    if (!kinds.empty()) {
      auto held = store_.read([&](db::tx& t) { return t.all<std::size_t>(sql::find_claimed, kinds, norms); });
      std::map<std::size_t, std::size_t> first;  // row -> its first claim that is held
      for (auto place : held) first.emplace(owner[place - 1], place - 1);
      for (auto [row, claim] : first) pass_over(batch[row], kinds[claim]);
    }
    batch.clear();
  }

  void pass_over(const good_row& row, identifier_kind kind) {
    if (options_.pass_over_existing) {
      ++report_.existing;
      passed_over_.insert(row.line);
      return;
    }
    reject_row(row.line, row.raw,
               {reject_for(identifier_taken.because("Its kind is " + db::text<identifier_kind>::to(kind) + "."),
                           row.line, columns_)});
  }

  void reject_row(std::size_t line, std::string_view raw, const std::vector<reject>& why) {
    if (report_.rejected++ == 0) out_ << fmt::format("line{0}column{0}what{0}how{0}{1}\n", how_.separator, header_);
    passed_over_.insert(line);
    std::vector<std::string> column, what, how;
    for (const auto& each : why) {
      if (!each.column.empty()) column.push_back(each.column);
      what.push_back(each.what);
      how.push_back(each.how);
    }
    auto field = [&](const std::vector<std::string>& parts) {
      return core::csv_field(fmt::format("{}", fmt::join(parts, " | ")), how_.separator);
    };
    out_ << fmt::format("{}{s}{}{s}{}{s}{}{s}{}\n", line, field(column), field(what), field(how), raw,
                        fmt::arg("s", how_.separator));
  }

  core::result<void> write_all() {
    std::vector<good_row> batch;
    std::optional<core::refusal> refused;
    each_row(import_phase::writing, [&](const core::csv_row& row) {
      if (refused || static_cast<std::int64_t>(row.line) <= done_line_ || passed_over_.contains(row.line)) return;
      batch.push_back({row.line, std::string{row.raw}, read_import_row(row, columns_, file_.mapping).who});
      if (batch.size() < options_.rows_at_once) return;
      if (auto fine = write(batch); !fine) refused = fine.error();
    });
    if (!refused && !batch.empty())
      if (auto fine = write(batch); !fine) refused = fine.error();
    if (refused) return *refused;
    return {};
  }

  // All of them or, when one is refused after all (somebody took its contract since it was checked), all but that one.
  core::result<void> write(std::vector<good_row>& batch) {
    auto last_line = static_cast<std::int64_t>(batch.back().line);
    for (;;) {
      std::optional<std::size_t> failed;
      auto written = store_.transact([&](db::tx& t) { return write_once(t, batch, last_line, failed); });
      if (written) break;
      if (!failed) return written.error();
      reject_row(batch[*failed].line, batch[*failed].raw, {reject_for(written.error(), batch[*failed].line, columns_)});
      batch.erase(batch.begin() + static_cast<std::ptrdiff_t>(*failed));
    }
    report_.added += batch.size();
    done_line_ = last_line;
    batch.clear();
    return {};
  }

  core::result<void> write_once(db::tx& t, const std::vector<good_row>& batch, std::int64_t last_line,
                                std::optional<std::size_t>& failed) {
    failed.reset();
    if (t.get<run_state>(sql::lock_import, id_).done_line != done_line_) return import_under_way;
    for (std::size_t i = 0; i < batch.size(); ++i)
      if (auto added = add_customer(t, now_, batch[i].who); !added) {
        failed = i;
        return added.error();
      }
    t.exec(sql::advance_import, id_, last_line, batch.size());
    return {};
  }

  db::access store_;
  core::instant now_;
  const import_file& file_;
  const import_options& options_;
  std::ostream& out_;
  const import_progress& progress_;
  core::uuid id_;

  std::string_view text_, header_;
  core::csv_dialect how_;
  import_columns columns_;
  import_report report_;
  std::int64_t done_line_ = 0;
  std::set<std::size_t> passed_over_;                     // lines that are not written
  std::unordered_map<std::string, std::size_t> claimed_;  // identifier -> the line that claims it
};

}  // namespace

core::result<import_report> import_customers(db::access store, core::instant now, const import_file& file,
                                             const import_options& options, std::ostream& rejects,
                                             const import_progress& progress) {
  return import_run{store, now, file, options, rejects, progress}.run();
}

}  // namespace store
