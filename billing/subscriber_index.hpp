// Who is charged: every number, card and login with the times at which it was whose, in memory. The store is the truth;
// this follows its events, and asks it once about what it has not heard of.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "billing/civil_clock.hpp"
#include "core/ids.hpp"
#include "core/instant.hpp"
#include "db/database.hpp"

namespace billing {

enum class charged_by { msisdn, imsi, login };

// What a line was on at some time. Lives as long as the index.
struct offering_terms {
  std::string code;
  int version = 0;
  std::string tariff_group;
  friend auto operator<=>(const offering_terms&, const offering_terms&) = default;
};

// A line as it was when the usage began.
struct charged_line {
  core::customer_id customer;
  core::subscriber_id subscriber;
  const offering_terms* offering = nullptr;  // null: it was on none then
  const civil_clock* zone = nullptr;         // the customer's
  std::string_view currency;                 // of the account that pays
  bool scratch = false;
  int bill_day = 1;
  core::instant since = {};                  // it is on the offering
};

// An identifier nobody held at that time as far as the index knows.
struct unknown_identifier {
  charged_by kind;
  std::string norm;
  friend auto operator<=>(const unknown_identifier&, const unknown_identifier&) = default;
};

class subscriber_index {
 public:
  // Everything the store has. Call it once before use; a million lines take some ten seconds.
  void load(db::access billing);
  // What events have said since, up to a position of the event log; true when something changed.
  bool catch_up(db::access billing, std::int64_t up_to);
  // Asks the store for identifiers that find() did not know; true when it knew any of them.
  bool look_up(db::access billing, const std::set<unknown_identifier>& what);

  // Take the lock once a batch; find() and is_ours() need it held.
  [[nodiscard]] std::shared_lock<std::shared_mutex> reading() const { return std::shared_lock{guard_}; }
  [[nodiscard]] std::optional<charged_line> find(charged_by kind, std::string_view norm, core::instant at) const;
  [[nodiscard]] bool is_ours(std::string_view msisdn, core::instant at) const;  // on-net, dated
  [[nodiscard]] std::size_t lines() const { return lines_.size(); }

 private:
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  static constexpr std::int64_t forever = std::numeric_limits<std::int64_t>::max();

  struct holding {  // one identifier in one line's hands; others of the same identifier follow by `next`
    std::int64_t from, to;  // micros, [from, to)
    std::uint32_t line, next;
  };
  struct offering_span {
    std::int64_t from, to;
    const offering_terms* terms;
  };
  struct line {
    core::customer_id customer;
    core::subscriber_id subscriber;
    const civil_clock* zone = nullptr;
    const std::string* currency = nullptr;
    bool scratch = false;
    std::int8_t bill_day = 1;
    std::vector<offering_span> offerings;
  };
  struct news;  // what the store answered about some customers

  static news read_customers(db::tx& t, const std::vector<core::customer_id>& who);
  void take_in(const news& what);
  void hold(charged_by kind, const std::string& norm, const holding& what);
  [[nodiscard]] const holding* holder(charged_by kind, std::string_view norm, std::int64_t at) const;
  const civil_clock* clock_of(const std::string& zone);

  mutable std::shared_mutex guard_;
  std::int64_t position_ = 0;  // of the event log, up to which we have heard
  std::deque<line> lines_;
  boost::unordered_flat_map<std::int64_t, std::uint32_t> line_of_;  // by subscriber
  std::vector<holding> holdings_;
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> first_[2];  // msisdn and imsi, as numbers
  std::unordered_map<std::string, std::uint32_t> first_login_;
  std::set<offering_terms> offerings_;  // nodes stay where they are
  std::set<std::string> currencies_;
  std::map<std::string, std::unique_ptr<civil_clock>> clocks_;
};

}  // namespace billing
