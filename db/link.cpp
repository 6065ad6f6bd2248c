// libpq: prepared statements by name, pipeline mode, COPY. What it says is put into our three ways of failing.
#include "db/link.hpp"

#include <fmt/format.h>

#include "core/assert.hpp"

namespace db {
namespace {

class libpq_answer final : public row_source {
 public:
  explicit libpq_answer(libpq_result it) : it_{std::move(it)} {}
  std::size_t size() const override { return static_cast<std::size_t>(PQntuples(it_.get())); }
  std::int64_t affected() const override {
    std::string_view count{PQcmdTuples(it_.get())};
    return count.empty() ? 0 : text<std::int64_t>::from(count);
  }
  std::optional<std::string_view> text_at(std::size_t row, std::size_t column) const override {
    int r = static_cast<int>(row), c = static_cast<int>(column);
    if (PQgetisnull(it_.get(), r, c)) return std::nullopt;
    return std::string_view{PQgetvalue(it_.get(), r, c), static_cast<std::size_t>(PQgetlength(it_.get(), r, c))};
  }
  std::size_t column(std::string_view name) const override {
    for (int at = 0; at < PQnfields(it_.get()); ++at)
      if (name == PQfname(it_.get(), at)) return static_cast<std::size_t>(at);
    throw std::logic_error{fmt::format("the answer has no column {}", name)};
  }

 private:
  libpq_result it_;
};

std::string_view state_of(const PGresult* it) {
  const char* state = it ? PQresultErrorField(it, PG_DIAG_SQLSTATE) : nullptr;
  return state ? state : "";
}

// The server says goodbye (57P01 to 57P03) before it hangs up: the connection is lost though its status is good still.
bool is_lost(const PGconn* pq, const PGresult* with) {
  return PQstatus(pq) == CONNECTION_BAD || state_of(with).starts_with("57P0") || state_of(with).starts_with("08");
}

bool went_well(const PGresult* it) {
  switch (PQresultStatus(it)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_EMPTY_QUERY: return true;
    default: return false;
  }
}

std::vector<const char*> raw(const std::vector<param>& params) {
  std::vector<const char*> out;
  out.reserve(params.size());
  for (const auto& each : params) out.push_back(each ? each->c_str() : nullptr);
  return out;
}

rows rows_of(libpq_result it) { return rows{std::make_shared<const libpq_answer>(std::move(it))}; }

using escaped = std::unique_ptr<char, decltype(&PQfreemem)>;

}  // namespace

link::link(const database_config& config, const std::string& role) : pq_{PQconnectdb(config.url.c_str())} {
  try {
    if (PQstatus(pq_) != CONNECTION_OK) throw unavailable{PQerrorMessage(pq_)};
    settle_in(config, role);
  } catch (...) {
    PQfinish(pq_);
    throw;
  }
}

void link::settle_in(const database_config& config, const std::string& role) {
  exec(fmt::format("SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; SET client_min_messages = warning; SET statement_timeout = {}; "
                   "SET idle_in_transaction_session_timeout = '60s'; SET ROLE {}",
                   config.statement_timeout.count(), quote_name(role)));
}

link::~link() { PQfinish(pq_); }

void link::fail(std::string_view what, const PGresult* with) const {
  auto text = fmt::format("{}: {}", what, with ? PQresultErrorMessage(with) : PQerrorMessage(pq_));
  if (is_lost(pq_, with)) throw unavailable{text};
  throw statement_failed{text, std::string{state_of(with)}};
}

libpq_result link::expect(std::string_view what, PGresult* raw) const {
  libpq_result it{raw};
  if (!it || !went_well(it.get())) fail(what, it.get());
  return it;
}

void link::open() {
  if (opening_) expect("BEGIN", PQexec(pq_, std::exchange(opening_, nullptr)));
}

libpq_result link::exec(const std::string& sql) {
  open();
  return expect(sql.substr(0, 60), PQexec(pq_, sql.c_str()));
}

void link::commit() {
  if (std::exchange(opening_, nullptr)) return;  // nothing was said in it
  libpq_result done{PQexec(pq_, "COMMIT")};
  if (is_lost(pq_, done.get())) throw in_doubt{"the connection was lost while COMMIT was under way"};
  if (!went_well(done.get())) fail("COMMIT", done.get());
  if (std::string_view{PQcmdStatus(done.get())} != "COMMIT") throw statement_failed{"COMMIT rolled back", ""};
}

rows link::run(const query& q, const std::vector<param>& params) {
  ABONENT_ASSERT(waiting_.empty());  // what was sent ahead is settled first
  send(q, params);
  return std::move(settle().back());
}

void link::send(const query& q, const std::vector<param>& params) {
  if (waiting_.empty() && PQenterPipelineMode(pq_) != 1) fail("pipeline", nullptr);
  if (opening_) {
    if (PQsendQueryParams(pq_, std::exchange(opening_, nullptr), 0, nullptr, nullptr, nullptr, nullptr, 0) != 1) fail("BEGIN", nullptr);
    waiting_.push_back({"BEGIN", true});
  }
  std::string name{q.name};
  if (prepared_.insert(name).second) {
    if (PQsendPrepare(pq_, name.c_str(), std::string{q.text}.c_str(), 0, nullptr) != 1) fail(name, nullptr);
    waiting_.push_back({name, true});
  }
  auto values = raw(params);
  if (PQsendQueryPrepared(pq_, name.c_str(), static_cast<int>(values.size()), values.data(), nullptr, nullptr, 0) != 1)
    fail(name, nullptr);
  waiting_.push_back({std::move(name), false});
}

// One of what was sent ahead, with the end mark behind it. After a failure PostgreSQL skips the rest up to the
// synchronisation: a statement that was not prepared then is not remembered as such.
libpq_result link::read_sent(const sent_ahead& of) {
  libpq_result it{PQgetResult(pq_)};
  if (!it || is_lost(pq_, it.get())) fail(of.name, it.get());
  libpq_result end{PQgetResult(pq_)};
  if (end) fail(of.name, end.get());
  if (of.silent && !went_well(it.get())) prepared_.erase(of.name);
  return it;
}

std::vector<rows> link::settle() {
  if (waiting_.empty()) return {};
  auto sent = std::exchange(waiting_, {});
  if (PQpipelineSync(pq_) != 1) fail("pipeline", nullptr);
  std::vector<rows> out;
  std::string failed_at;
  libpq_result failure;
  for (const auto& each : sent) {
    auto it = read_sent(each);
    if (!went_well(it.get())) {
      if (failure) continue;  // skipped because of it
      failed_at = each.name;
      failure = std::move(it);
    } else if (!each.silent) {
      out.push_back(rows_of(std::move(it)));
    }
  }
  libpq_result sync{PQgetResult(pq_)};
  if (PQresultStatus(sync.get()) != PGRES_PIPELINE_SYNC || PQexitPipelineMode(pq_) != 1) fail("pipeline", sync.get());
  if (failure) fail(failed_at, failure.get());
  return out;
}

void link::copy(std::string_view into, const copy_rows& what) {
  ABONENT_ASSERT(waiting_.empty());
  open();
  libpq_result ready{PQexec(pq_, fmt::format("COPY {} FROM STDIN (FORMAT binary)", into).c_str())};
  if (PQresultStatus(ready.get()) != PGRES_COPY_IN) fail("COPY", ready.get());
  static constexpr std::string_view header{"PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19};
  static constexpr std::string_view trailer{"\377\377", 2};
  for (auto piece : {header, what.data(), trailer})
    if (PQputCopyData(pq_, piece.data(), static_cast<int>(piece.size())) != 1) fail("COPY", nullptr);
  if (PQputCopyEnd(pq_, nullptr) != 1) fail("COPY", nullptr);
  expect("COPY", PQgetResult(pq_));
  while (libpq_result more{PQgetResult(pq_)}) {
  }
}

bool link::roll_back() noexcept {
  if (std::exchange(opening_, nullptr)) return PQstatus(pq_) == CONNECTION_OK;
  try {
    settle();
  } catch (const statement_failed&) {  // it is rolled back all the same
  } catch (...) {
    return false;
  }
  if (PQstatus(pq_) != CONNECTION_OK || PQpipelineStatus(pq_) != PQ_PIPELINE_OFF) return false;
  libpq_result done{PQexec(pq_, "ROLLBACK")};
  return went_well(done.get()) && PQtransactionStatus(pq_) == PQTRANS_IDLE;
}

std::string link::quote_name(std::string_view name) const {
  escaped it{PQescapeIdentifier(pq_, name.data(), name.size()), &PQfreemem};
  if (!it) fail("quoting", nullptr);
  return it.get();
}

}  // namespace db
