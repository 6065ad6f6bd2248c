// libpq directly: pipeline mode and COPY, which libpqxx 6 does not have.
#include "db/copy_session.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <unordered_set>

#include "core/assert.hpp"

namespace db {
namespace {

struct clear {
  void operator()(PGresult* it) const { PQclear(it); }
};
using result = std::unique_ptr<PGresult, clear>;

class libpq_answer final : public row_source {
 public:
  explicit libpq_answer(result it) : it_{std::move(it)} {}
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
    int at = PQfnumber(it_.get(), fmt::format("\"{}\"", name).c_str());
    if (at < 0) throw std::logic_error{fmt::format("the answer has no column {}", name)};
    return static_cast<std::size_t>(at);
  }

 private:
  result it_;
};

rows to_rows(result it) { return rows{std::make_shared<const libpq_answer>(std::move(it))}; }

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

}  // namespace

struct copy_session::link {
  explicit link(const std::string& url) : pq{PQconnectdb(url.c_str())} {
    if (PQstatus(pq) != CONNECTION_OK) {
      std::string why = PQerrorMessage(pq);
      PQfinish(pq);
      throw unavailable{why};
    }
  }
  ~link() { PQfinish(pq); }
  link(const link&) = delete;
  link& operator=(const link&) = delete;

  [[noreturn]] void fail(std::string_view what, const PGresult* with) const {
    auto text = fmt::format("{}: {}", what, with ? PQresultErrorMessage(with) : PQerrorMessage(pq));
    if (is_lost(pq, with)) throw unavailable{text};
    throw statement_failed{text, std::string{state_of(with)}};
  }
  result expect(std::string_view what, PGresult* raw) const {
    result it{raw};
    if (!it || !went_well(it.get())) fail(what, it.get());
    return it;
  }
  result exec(const std::string& sql) const { return expect(sql.substr(0, 60), PQexec(pq, sql.c_str())); }

  PGconn* pq;
  std::unordered_set<std::string> prepared;
};

namespace {

std::vector<const char*> raw(const std::vector<param>& params) {
  std::vector<const char*> out;
  out.reserve(params.size());
  for (const auto& each : params) out.push_back(each ? each->c_str() : nullptr);
  return out;
}

template <class Link>
class live_copy_tx final : public copy_tx {
 public:
  explicit live_copy_tx(Link& on) : on_{on} {}

  rows run(const query& q, const std::vector<param>& params) override {
    ABONENT_ASSERT(waiting_.empty());  // what was sent ahead is settled first
    std::string name{q.name};
    if (on_.prepared.insert(name).second) on_.expect(name, PQprepare(on_.pq, name.c_str(), std::string{q.text}.c_str(), 0, nullptr));
    auto values = raw(params);
    return to_rows(on_.expect(name, PQexecPrepared(on_.pq, name.c_str(), static_cast<int>(values.size()), values.data(), nullptr, nullptr, 0)));
  }
  void run_script(std::string_view sql) override { on_.exec(std::string{sql}); }
  void after_commit(std::function<void()> then) override { then_.push_back(std::move(then)); }

  std::vector<rows> settle() override {
    if (waiting_.empty()) return {};
    if (PQpipelineSync(on_.pq) != 1) on_.fail("pipeline", nullptr);
    std::vector<rows> out;
    for (const auto& [name, wanted] : std::exchange(waiting_, {})) {
      auto it = on_.expect(name, PQgetResult(on_.pq));
      result end{PQgetResult(on_.pq)};
      if (end) on_.fail(name, end.get());
      if (wanted) out.push_back(to_rows(std::move(it)));
    }
    result sync{PQgetResult(on_.pq)};
    if (PQresultStatus(sync.get()) != PGRES_PIPELINE_SYNC || PQexitPipelineMode(on_.pq) != 1) on_.fail("pipeline", sync.get());
    return out;
  }

  void copy(std::string_view into, const copy_rows& what) override {
    ABONENT_ASSERT(waiting_.empty());
    result ready{PQexec(on_.pq, fmt::format("COPY {} FROM STDIN (FORMAT binary)", into).c_str())};
    if (PQresultStatus(ready.get()) != PGRES_COPY_IN) on_.fail("COPY", ready.get());
    static constexpr std::string_view header{"PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19};
    static constexpr std::string_view trailer{"\377\377", 2};
    for (auto piece : {header, what.data(), trailer})
      if (PQputCopyData(on_.pq, piece.data(), static_cast<int>(piece.size())) != 1) on_.fail("COPY", nullptr);
    if (PQputCopyEnd(on_.pq, nullptr) != 1) on_.fail("COPY", nullptr);
    on_.expect("COPY", PQgetResult(on_.pq));
    while (result more{PQgetResult(on_.pq)}) {
    }
  }

  std::vector<std::function<void()>> take_after_commit() { return std::move(then_); }

 private:
  void send_erased(const query& q, const std::vector<param>& params) override {
    if (waiting_.empty() && PQenterPipelineMode(on_.pq) != 1) on_.fail("pipeline", nullptr);
    std::string name{q.name};
    if (on_.prepared.insert(name).second) {
      if (PQsendPrepare(on_.pq, name.c_str(), std::string{q.text}.c_str(), 0, nullptr) != 1) on_.fail(name, nullptr);
      waiting_.emplace_back(name, false);
    }
    auto values = raw(params);
    if (PQsendQueryPrepared(on_.pq, name.c_str(), static_cast<int>(values.size()), values.data(), nullptr, nullptr, 0) != 1)
      on_.fail(name, nullptr);
    waiting_.emplace_back(std::move(name), true);
  }

  Link& on_;
  std::vector<std::pair<std::string, bool>> waiting_;  // each answer that will come, and whether anybody wants it
  std::vector<std::function<void()>> then_;
};

}  // namespace

copy_session::copy_session(database_config config, std::string_view room)
    : config_{std::move(config)}, role_{fmt::format("{}_{}", config_.role_prefix, room)} {}
copy_session::~copy_session() = default;

copy_session::link& copy_session::connected() {
  if (!link_) {
    auto fresh = std::make_unique<link>(config_.url);
    fresh->exec(fmt::format("SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; SET client_min_messages = warning; SET statement_timeout = {}; "
                            "SET idle_in_transaction_session_timeout = '60s'; SET ROLE \"{}\"",
                            config_.statement_timeout.count(), role_));
    link_ = std::move(fresh);
  }
  return *link_;
}

bool copy_session::run(const char* begin, const std::function<bool(copy_tx&)>& body) {
  auto& on = connected();
  std::vector<std::function<void()>> then;
  try {
    on.exec(begin);
    live_copy_tx t{on};
    bool commit = body(t);
    t.settle();
    if (!commit) {
      on.exec("ROLLBACK");
      return false;
    }
    result done{PQexec(on.pq, "COMMIT")};
    if (is_lost(on.pq, done.get())) throw in_doubt{"the connection was lost while COMMIT was under way"};
    if (!went_well(done.get())) on.fail("COMMIT", done.get());
    if (std::string_view{PQcmdStatus(done.get())} != "COMMIT") throw statement_failed{"COMMIT rolled back", ""};
    then = t.take_after_commit();
  } catch (...) {
    link_.reset();  // the server rolls back; half a pipeline or half a COPY never outlives its connection
    throw;
  }
  for (auto& each : then) each();
  return true;
}

bool copy_session::transact(const std::function<bool(copy_tx&)>& body) { return run("BEGIN", body); }

void copy_session::read_steadily(const std::function<void(copy_tx&)>& body) {
  run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", [&](copy_tx& t) {
    body(t);
    return true;
  });
}

bool copy_session::transact_steadily(const std::function<bool(copy_tx&)>& body) {
  return run("BEGIN ISOLATION LEVEL REPEATABLE READ", body);
}

void copy_session::run_alone(const std::string& sql) {
  try {
    connected().exec(sql);
  } catch (...) {
    link_.reset();
    throw;
  }
}

// Binary COPY (PostgreSQL manual, COPY, File Formats): each field is its length and its bytes, big-endian.

copy_rows::copy_rows(std::int16_t columns) : columns_{columns} {}

template <class T>
void copy_rows::big_endian(T value) {
  std::array<char, sizeof(T)> bytes;
  auto bits = static_cast<std::make_unsigned_t<T>>(value);
  for (std::size_t i = sizeof(T); i-- > 0; bits = static_cast<decltype(bits)>(bits >> 8))
    bytes[i] = static_cast<char>(bits & 0xff);
  data_.append(bytes.data(), bytes.size());
}

void copy_rows::begin_row() {
  big_endian(columns_);
  ++count_;
}

void copy_rows::add(bool value) {
  big_endian(std::int32_t{1});
  data_ += value ? '\1' : '\0';
}
void copy_rows::add(std::int16_t value) {
  big_endian(std::int32_t{2});
  big_endian(value);
}
void copy_rows::add(std::int32_t value) {
  big_endian(std::int32_t{4});
  big_endian(value);
}
void copy_rows::add(std::int64_t value) {
  big_endian(std::int32_t{8});
  big_endian(value);
}
void copy_rows::add(std::string_view value) {
  big_endian(static_cast<std::int32_t>(value.size()));
  data_ += value;
}
void copy_rows::add(core::instant value) {
  constexpr std::int64_t year_2000_micros = 946'684'800'000'000;  // where PostgreSQL's timestamps count from
  add(value.micros() - year_2000_micros);
}
void copy_rows::add(const core::uuid& value) {
  big_endian(std::int32_t{16});
  data_.append(reinterpret_cast<const char*>(value.array().data()), 16);
}
void copy_rows::add_null() { big_endian(std::int32_t{-1}); }

}  // namespace db
