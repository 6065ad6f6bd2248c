// A connection of its own, kept until it fails; and rows in the format of binary COPY.
#include "db/copy_session.hpp"

#include <fmt/format.h>

#include "db/link.hpp"

namespace db {
namespace {

class live_copy_tx final : public copy_tx {
 public:
  explicit live_copy_tx(link& on) : on_{on} {}

  rows run(const query& q, const std::vector<param>& params) override { return on_.run(q, params); }
  std::vector<rows> settle() override { return on_.settle(); }
  void run_script(std::string_view sql) override { on_.exec(std::string{sql}); }
  void copy(std::string_view into, const copy_rows& what) override { on_.copy(into, what); }
  void after_commit(std::function<void()> then) override { then_.push_back(std::move(then)); }

  std::vector<std::function<void()>> take_after_commit() { return std::move(then_); }

 private:
  void send_erased(const query& q, const std::vector<param>& params) override { on_.send(q, params); }

  link& on_;
  std::vector<std::function<void()>> then_;
};

}  // namespace

copy_session::copy_session(database_config config, std::string_view room)
    : config_{std::move(config)}, role_{fmt::format("{}_{}", config_.role_prefix, room)} {}
copy_session::~copy_session() = default;

link& copy_session::connected() {
  if (!link_) link_ = std::make_unique<link>(config_, role_);
  return *link_;
}

bool copy_session::run(const char* begin, const std::function<bool(copy_tx&)>& body) {
  auto& on = connected();
  std::vector<std::function<void()>> then;
  try {
    on.begin(begin);
    live_copy_tx t{on};
    bool commit = body(t);
    t.settle();
    if (!commit) {
      on.exec("ROLLBACK");
      return false;
    }
    on.commit();
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
