// One connection over libpq, and what it remembers: the statements it has prepared and those sent ahead of their answers.
// Included by db/*.cpp only. One thread at a time.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "db/copy_session.hpp"
#include "db/query.hpp"
#include "db/rows.hpp"

namespace db {

struct clear_result {
  void operator()(PGresult* it) const { PQclear(it); }
};
using libpq_result = std::unique_ptr<PGresult, clear_result>;

class link {
 public:
  // Stands in the role, and is set to what every session of the program is: UTC, ISO dates, the time limits. Throws unavailable.
  link(const database_config& config, const std::string& role);
  ~link();
  link(const link&) = delete;
  link& operator=(const link&) = delete;

  // Text as it is, one statement or several. What PostgreSQL refuses throws statement_failed; a lost connection, unavailable.
  libpq_result exec(const std::string& sql);
  // A transaction is opened together with its first statement: one journey less.
  void begin(const char* how) { opening_ = how; }
  void commit();  // throws in_doubt when its answer is lost
  // Ends a transaction that failed. False: the connection is of no more use.
  bool roll_back() noexcept;

  rows run(const query& q, const std::vector<param>& params);
  // Sends without waiting. settle() gives the answers in order; the first that failed is thrown, after all were read.
  void send(const query& q, const std::vector<param>& params);
  std::vector<rows> settle();
  void copy(std::string_view into, const copy_rows& what);

 private:
  [[noreturn]] void fail(std::string_view what, const PGresult* with) const;
  libpq_result expect(std::string_view what, PGresult* raw) const;
  void settle_in(const database_config& config, const std::string& role);
  [[nodiscard]] std::string quote_name(std::string_view name) const;
  void open();
  struct sent_ahead {
    std::string name;
    bool silent;  // BEGIN or PREPARE: nobody waits for its rows
  };
  libpq_result read_sent(const sent_ahead& it);

  PGconn* pq_;
  const char* opening_ = nullptr;  // a BEGIN that has not left yet
  std::unordered_set<std::string> prepared_;
  std::vector<sent_ahead> waiting_;
};

}  // namespace db
