// One transaction on one connection, in one room's role. Verbs take it and never see the pool.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "db/query.hpp"
#include "db/rows.hpp"

namespace db {

class tx {
 public:
  virtual ~tx() = default;

  template <class... A>
  rows exec(const query& q, const A&... args) {
    return run(q, std::vector<param>{to_param(args)...});
  }
  // How many rows it changed.
  template <class... A>
  std::int64_t change(const query& q, const A&... args) {
    return exec(q, args...).affected();
  }
  template <class T, class... A>
  std::vector<T> all(const query& q, const A&... args) {
    return read_rows<T>(exec(q, args...));
  }
  // The one row, or nothing; two rows are a programmer's error.
  template <class T, class... A>
  std::optional<T> find(const query& q, const A&... args) {
    auto answer = exec(q, args...);
    expect_at_most_one(q, answer.size());
    if (answer.empty()) return std::nullopt;
    return read_row<T>(answer[0]);
  }
  // The one row that must be there.
  template <class T, class... A>
  T get(const query& q, const A&... args) {
    auto it = find<T>(q, args...);
    if (!it) missing(q);
    return std::move(*it);
  }

  // Statements that do not need each other's answers. settle() gives these in order; an error among them is thrown there,
  // and nothing else runs between the two. Over libpq they travel together (read_together, copy_session); on the pool they
  // run one after the other.
  template <class... A>
  void send(const query& q, const A&... args) {
    send_erased(q, std::vector<param>{to_param(args)...});
  }
  virtual std::vector<rows> settle() = 0;

  virtual rows run(const query& q, const std::vector<param>& params) = 0;
  // Several statements without parameters: migrations and the making of segments. Never text from outside.
  virtual void run_script(std::string_view sql) = 0;
  // Called after COMMIT has returned, not before, not on a roll-back. For hints and wake-ups only: it may be lost.
  virtual void after_commit(std::function<void()> then) = 0;

 private:
  virtual void send_erased(const query& q, const std::vector<param>& params) = 0;
  static void expect_at_most_one(const query& q, std::size_t count);
  [[noreturn]] static void missing(const query& q);
};

}  // namespace db
