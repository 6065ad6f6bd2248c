// The pool: connections are made when first needed, checked out by one thread at a time and thrown away when lost.
#include "db/database.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>
#include <unordered_set>

#include "db/link_set.hpp"
#include "db/pqxx_versions.hpp"
#include "db/query_time.hpp"

namespace db {
namespace {

using steady = std::chrono::steady_clock;

// A connection with what it remembers: the role it stands in and the statements it has prepared.
struct session {
  explicit session(const database_config& config) : link{config.url} {
    keep_lost_connections_lost(link);
    pqxx::nontransaction set{link};
    set.exec(fmt::format("SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; SET statement_timeout = {}; "
                         "SET idle_in_transaction_session_timeout = '60s'",
                         config.statement_timeout.count()));
  }
  pqxx::connection link;
  std::string role;
  std::unordered_set<std::string> prepared;
};

class live_tx final : public tx {
 public:
  live_tx(session& on, pqxx::transaction_base& work, std::chrono::milliseconds slow) : on_{on}, work_{work}, slow_{slow} {}

  rows run(const query& q, const std::vector<param>& params) override {
    std::string name{q.name};
    if (!on_.prepared.contains(name)) {
      on_.link.prepare(name, std::string{q.text});
      on_.prepared.insert(name);
    }
    auto started = steady::now();
    auto answer = to_rows(exec_prepared(work_, name, params));
    note_time(q.name, steady::now() - started, slow_);
    return answer;
  }
  std::vector<rows> settle() override {
    std::vector<rows> out;
    for (const auto& [q, params] : std::exchange(sent_, {})) out.push_back(run(q, params));
    return out;
  }
  void run_script(std::string_view sql) override { work_.exec(std::string{sql}); }
  void after_commit(std::function<void()> then) override { then_.push_back(std::move(then)); }

  std::vector<std::function<void()>> take_after_commit() { return std::move(then_); }

 private:
  void send_erased(const query& q, const std::vector<param>& params) override { sent_.emplace_back(q, params); }

  session& on_;
  pqxx::transaction_base& work_;
  std::chrono::milliseconds slow_;
  std::vector<std::pair<query, std::vector<param>>> sent_;
  std::vector<std::function<void()>> then_;
};

// PostgreSQL asks for these to be tried again (SQLSTATE 40001, 40P01). Told by type: pqxx 6 gives them no SQLSTATE and
// does not count them among its sql_errors.
bool worth_retrying(const pqxx::failure& error) {
  return dynamic_cast<const pqxx::serialization_failure*>(&error) || dynamic_cast<const pqxx::deadlock_detected*>(&error);
}

// SQLSTATE 57014, query_canceled: nobody cancels here but statement_timeout.
bool ran_out_of_time(const pqxx::failure& error) {
  const auto* said = dynamic_cast<const pqxx::sql_error*>(&error);
  return said && said->sqlstate() == "57014";
}

}  // namespace

struct database::pool {
  explicit pool(database_config with) : config{std::move(with)}, links{config} {}

  // A session, preferably one that already stands in `role`.
  std::unique_ptr<session> take(const std::string& role) {
    std::unique_lock lock{guard};
    if (!freed.wait_for(lock, config.checkout_timeout, [&] { return out < config.connections; }))
      throw unavailable{fmt::format("no database connection came free within {} ms", config.checkout_timeout.count())};
    ++out;
    auto it = std::find_if(idle.rbegin(), idle.rend(), [&](const auto& each) { return each->role == role; });
    if (it == idle.rend()) it = idle.rbegin();
    if (it != idle.rend()) {
      auto taken = std::move(*it);
      idle.erase(std::next(it).base());
      return taken;
    }
    lock.unlock();
    try {
      return std::make_unique<session>(config);
    } catch (...) {
      give_back(nullptr);
      throw;
    }
  }

  // Nothing is given back of a lost session but its place.
  void give_back(std::unique_ptr<session> it) {
    {
      std::lock_guard lock{guard};
      --out;
      if (it) idle.push_back(std::move(it));
    }
    freed.notify_one();
  }

  void stand_in(session& on, const std::string& role) {
    if (on.role == role) return;
    pqxx::nontransaction set{on.link};
    set.exec("SET ROLE " + on.link.quote_name(role));
    on.role = role;
  }

  database_config config;
  std::mutex guard;
  std::condition_variable freed;
  std::size_t out = 0;
  std::vector<std::unique_ptr<session>> idle;
  link_set links;
};

database::database(database_config config) : pool_{std::make_unique<pool>(std::move(config))} {}
database::~database() = default;
const database_config& database::config() const { return pool_->config; }
access database::as(std::string_view room) { return {*this, fmt::format("{}_{}", pool_->config.role_prefix, room)}; }

namespace {

// Runs the body in a transaction of the given kind; what it left for after the commit, or nothing when it was rolled
// back. The transaction object is gone when this returns, so that the session may go to another thread.
template <class Work>
std::optional<std::vector<std::function<void()>>> run_within(session& on, std::chrono::milliseconds slow,
                                                             const std::function<bool(tx&)>& body) {
  Work work{on.link};
  live_tx t{on, work, slow};
  bool commit = body(t);
  t.settle();
  if (!commit) {
    work.abort();
    return std::nullopt;
  }
  work.commit();
  return t.take_after_commit();
}

}  // namespace

void access::run_erased(kind how, const std::function<bool(tx&)>& body) {
  if (how == kind::read_together)
    in_->pool_->links.read(role_, body);
  else
    run_on_pool(how == kind::read, body);
}

void access::run_on_pool(bool read_only, const std::function<bool(tx&)>& body) {
  auto& pool = *in_->pool_;
  for (int attempt = 1;; ++attempt) {
    std::unique_ptr<session> on;
    try {
      on = pool.take(role_);
      pool.stand_in(*on, role_);
      auto then = read_only ? run_within<pqxx::read_transaction>(*on, pool.config.slow_query, body)
                            : run_within<pqxx::work>(*on, pool.config.slow_query, body);
      pool.give_back(std::move(on));
      if (then)
        for (auto& each : *then) each();
      return;
    } catch (const pqxx::in_doubt_error& error) {
      if (on) pool.give_back(nullptr);
      throw in_doubt{error.what()};
    } catch (const pqxx::broken_connection& error) {
      if (on) pool.give_back(nullptr);
      throw unavailable{error.what()};
    } catch (const pqxx::failure& error) {
      bool again = worth_retrying(error) && attempt < 3;
      if (on) pool.give_back(on->link.is_open() ? std::move(on) : nullptr);
      if (ran_out_of_time(error)) throw took_too_long{error.what()};
      if (!again) throw;
    } catch (...) {
      if (on) pool.give_back(on->link.is_open() ? std::move(on) : nullptr);
      throw;
    }
  }
}

}  // namespace db
