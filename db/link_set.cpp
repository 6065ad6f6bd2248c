// One reader a link at a time; a link that failed is thrown away unless its roll-back is answered.
#include "db/link_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "db/query_time.hpp"

namespace db {
namespace {

using steady = std::chrono::steady_clock;

class together_tx final : public tx {
 public:
  together_tx(link& on, std::chrono::milliseconds slow) : on_{on}, slow_{slow} {}

  rows run(const query& q, const std::vector<param>& params) override {
    auto started = steady::now();
    auto out = on_.run(q, params);
    note_time(q.name, steady::now() - started, slow_);
    return out;
  }
  std::vector<rows> settle() override {
    auto started = steady::now();
    auto out = on_.settle();
    for (auto name : std::exchange(sent_, {})) note_time(name, steady::now() - started, slow_);
    return out;
  }
  void run_script(std::string_view sql) override { on_.exec(std::string{sql}); }
  void after_commit(std::function<void()> then) override { then_.push_back(std::move(then)); }

  std::vector<std::function<void()>> take_after_commit() { return std::move(then_); }

 private:
  void send_erased(const query& q, const std::vector<param>& params) override {
    on_.send(q, params);
    sent_.push_back(q.name);
  }

  link& on_;
  std::chrono::milliseconds slow_;
  std::vector<std::string_view> sent_;  // names of queries live as long as the program
  std::vector<std::function<void()>> then_;
};

constexpr std::string_view query_canceled = "57014";  // nobody cancels here but statement_timeout

}  // namespace

std::unique_ptr<link_set::member> link_set::take(const std::string& role) {
  std::unique_lock lock{guard_};
  if (!freed_.wait_for(lock, config_.checkout_timeout, [&] { return out_ < config_.connections; }))
    throw unavailable{fmt::format("no database connection came free within {} ms", config_.checkout_timeout.count())};
  ++out_;
  auto it = std::find_if(idle_.rbegin(), idle_.rend(), [&](const auto& each) { return each->role == role; });
  if (it != idle_.rend()) {
    auto taken = std::move(*it);
    idle_.erase(std::next(it).base());
    return taken;
  }
  if (idle_.size() + out_ > config_.connections) idle_.erase(idle_.begin());  // of another role, the longest unused
  lock.unlock();
  try {
    return std::unique_ptr<member>{new member{role, {config_, role}}};
  } catch (...) {
    give_back(nullptr);
    throw;
  }
}

// Nothing is given back of a link that is of no more use but its place.
void link_set::give_back(std::unique_ptr<member> it) {
  {
    std::lock_guard lock{guard_};
    --out_;
    if (it) idle_.push_back(std::move(it));
  }
  freed_.notify_one();
}

void link_set::read(const std::string& role, const std::function<bool(tx&)>& body) {
  auto on = take(role);
  std::vector<std::function<void()>> then;
  try {
    on->connection.begin("BEGIN READ ONLY");
    together_tx t{on->connection, config_.slow_query};
    bool wanted = body(t);
    t.settle();
    on->connection.commit();
    if (wanted) then = t.take_after_commit();
  } catch (const statement_failed& why) {
    give_back(on->connection.roll_back() ? std::move(on) : nullptr);
    if (why.sqlstate == query_canceled) throw took_too_long{why.what()};
    throw;
  } catch (...) {
    give_back(on->connection.roll_back() ? std::move(on) : nullptr);
    throw;
  }
  give_back(std::move(on));
  for (auto& each : then) each();
}

}  // namespace db
