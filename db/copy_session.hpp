// The hot path: one connection of our own for binary COPY and for statements sent ahead without waiting for each answer,
// in one transaction, in one room's role. What runs on the pool's tx runs on this one too.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/instant.hpp"
#include "core/uuid.hpp"
#include "db/database.hpp"
#include "db/tx.hpp"

namespace db {

// Rows in PostgreSQL's binary COPY format: begin_row, then each of its columns in order.
class copy_rows {
 public:
  explicit copy_rows(std::int16_t columns);

  void begin_row();
  void add(bool value);
  void add(std::int16_t value);
  void add(std::int32_t value);
  void add(std::int64_t value);
  void add(std::string_view value);
  void add(core::instant value);  // timestamptz
  void add(const core::uuid& value);
  void add_null();
  template <class Tag>
  void add(core::id<Tag> value) { add(value.value()); }
  template <class T>
  void add(const std::optional<T>& value) {
    if (value) add(*value);
    else add_null();
  }
  void add(const char*) = delete;  // it would become a bool

  [[nodiscard]] std::int64_t count() const { return count_; }
  [[nodiscard]] std::string_view data() const { return data_; }
  void reserve(std::size_t bytes) { data_.reserve(bytes); }

 private:
  template <class T>
  void big_endian(T value);

  std::int16_t columns_;
  std::int64_t count_ = 0;
  std::string data_;
};

// PostgreSQL refused a statement sent over libpq. The transaction is rolled back.
struct statement_failed : std::runtime_error {
  statement_failed(const std::string& what, std::string state) : runtime_error{what}, sqlstate{std::move(state)} {}
  std::string sqlstate;
};
inline constexpr std::string_view lock_not_available = "55P03";  // lock_timeout passed

class link;

class copy_tx : public tx {
 public:
  // `into` is a table and its columns, `billing.ledger_7 (customer_id, pos)`: never text from outside.
  virtual void copy(std::string_view into, const copy_rows& what) = 0;
};

// One thread at a time. Connects when first used and again after a loss; a lost COMMIT is in_doubt, any other loss
// unavailable.
class copy_session {
 public:
  copy_session(database_config config, std::string_view room);
  ~copy_session();
  copy_session(const copy_session&) = delete;
  copy_session& operator=(const copy_session&) = delete;

  // Runs `body(copy_tx&)`, which answers whether to commit. Nothing is tried again here.
  bool transact(const std::function<bool(copy_tx&)>& body);
  // All statements of `body` see one moment (REPEATABLE READ), and none writes.
  void read_steadily(const std::function<void(copy_tx&)>& body);
  // The same for a body that writes what it read: a generation of balances.
  bool transact_steadily(const std::function<bool(copy_tx&)>& body);
  // Outside any transaction: VACUUM. Never text from outside.
  void run_alone(const std::string& sql);

 private:
  bool run(const char* begin, const std::function<bool(copy_tx&)>& body);
  link& connected();

  database_config config_;
  std::string role_;
  std::unique_ptr<link> link_;
};

}  // namespace db
