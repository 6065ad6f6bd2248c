// The bounded pool of connections, and a room's access to it.
#pragma once

#include <chrono>
#include <concepts>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/refusal.hpp"
#include "db/tx.hpp"

namespace db {

struct database_config {
  std::string url;  // libpq connection string or URI
  std::size_t connections = 8;
  std::string role_prefix = "abonent";  // roles are called <prefix>_<room>
  std::chrono::milliseconds checkout_timeout{5'000};
  std::chrono::milliseconds statement_timeout{30'000};
  std::chrono::milliseconds slow_query{500};  // logged by name when it takes longer
};

// The database cannot be reached, or no connection came free in time: the caller may try again later.
struct unavailable : std::runtime_error {
  using runtime_error::runtime_error;
};
// A statement ran into its time limit: what was asked for is too much, or the server too busy.
struct took_too_long : unavailable {
  using unavailable::unavailable;
};
// COMMIT was sent and its answer lost: it may have happened. Never retried here; the caller asks by its own id.
struct in_doubt : std::runtime_error {
  using runtime_error::runtime_error;
};

class access;

class database {
 public:
  explicit database(database_config config);
  ~database();
  database(const database&) = delete;
  database& operator=(const database&) = delete;

  // The pool seen with the role of one room: `store`, `billing`, ... It lives no longer than the database.
  [[nodiscard]] access as(std::string_view room);
  [[nodiscard]] const database_config& config() const;

 private:
  friend class access;
  struct pool;
  std::unique_ptr<pool> pool_;
};

template <class T>
struct is_result : std::false_type {};
template <class T>
struct is_result<core::result<T>> : std::true_type {};

class access {
 public:
  access(database& in, std::string role) : in_{&in}, role_{std::move(role)} {}

  // Runs `body(tx&)` and commits. A body that answers a refusal leaves no trace. Serialisation failures and
  // deadlocks are tried again, at most three times; a lost COMMIT is not (in_doubt).
  template <std::invocable<tx&> F>
  auto transact(F&& body) {
    return run(kind::write, std::forward<F>(body));
  }
  // The same, and the database refuses any write.
  template <std::invocable<tx&> F>
  auto read(F&& body) {
    return run(kind::read, std::forward<F>(body));
  }
  // The same, on a connection on which what is sent together travels together: for what is asked for many times a second.
  template <std::invocable<tx&> F>
  auto read_together(F&& body) {
    return run(kind::read_together, std::forward<F>(body));
  }

 private:
  enum class kind { write, read, read_together };
  template <class F>
  auto run(kind how, F&& body) {
    using answer = std::invoke_result_t<F, tx&>;
    if constexpr (std::is_void_v<answer>) {
      run_erased(how, [&](tx& t) {
        body(t);
        return true;
      });
    } else {
      std::optional<answer> out;
      run_erased(how, [&](tx& t) {
        out.emplace(body(t));
        if constexpr (is_result<answer>::value) return out->has_value();
        return true;
      });
      return std::move(*out);
    }
  }
  // `body` answers whether to commit.
  void run_erased(kind how, const std::function<bool(tx&)>& body);
  void run_on_pool(bool read_only, const std::function<bool(tx&)>& body);

  database* in_;
  std::string role_;
};

}  // namespace db
