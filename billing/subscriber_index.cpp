// Identifiers are never taken out: an ended one keeps its times, so that a late record still finds its line.
#include "billing/subscriber_index.hpp"

#include <charconv>

#include "billing/usage_sql.hpp"
#include "core/assert.hpp"
#include "db/outbox.hpp"
#include "store/identifier.hpp"

namespace billing {
namespace {

const std::vector<std::string> topics{"subscriber_activated", "subscriber_terminated", "subscriber_suspended", "subscriber_resumed",
                                      "offering_changed"};

// A number or an IMSI as a key; both are at most 15 digits, and a leading zero of a test IMSI must count.
std::uint64_t as_key(std::string_view digits) {
  std::uint64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value * 16 + digits.size();
}

std::int64_t micros_or_forever(const std::optional<core::instant>& at) {
  return at ? at->micros() : std::numeric_limits<std::int64_t>::max();
}

}  // namespace

struct subscriber_index::news {
  struct line_row {
    core::customer_id customer;
    core::subscriber_id subscriber;
    std::string time_zone, currency;
    bool scratch;
    int bill_day;
  };
  struct product_row {
    core::subscriber_id subscriber;
    offering_terms terms;
    std::int64_t from, to;
  };
  struct identifier_row {
    charged_by kind;
    std::string norm;
    core::subscriber_id subscriber;
    std::int64_t from, to;
  };
  std::vector<line_row> lines;
  std::vector<product_row> products;
  std::vector<identifier_row> identifiers;
};

subscriber_index::news subscriber_index::read_customers(db::tx& t, const std::vector<core::customer_id>& who) {
  news out;
  // What belongs to lines first, so that every line it names is among the lines read after it.
  for (auto each : t.exec(sql::identifiers_of_customers, who)) {
    auto kind = each.get<store::identifier_kind>(0);
    out.identifiers.push_back({kind == store::identifier_kind::msisdn ? charged_by::msisdn
                               : kind == store::identifier_kind::imsi ? charged_by::imsi
                                                                      : charged_by::login,
                               each.get<std::string>(1), each.get<core::subscriber_id>(2), each.get<core::instant>(3).micros(),
                               micros_or_forever(each.get<std::optional<core::instant>>(4))});
  }
  for (auto each : t.exec(sql::products_of_customers, who))
    out.products.push_back({each.get<core::subscriber_id>(0),
                            {each.get<std::string>(1), each.get<int>(2), each.get<std::string>(3)},
                            each.get<core::instant>(4).micros(),
                            micros_or_forever(each.get<std::optional<core::instant>>(5))});
  for (auto each : t.exec(sql::lines_of_customers, who))
    out.lines.push_back({each.get<core::customer_id>(0), each.get<core::subscriber_id>(1), each.get<std::string>(2),
                         each.get<std::string>(3), each.get<bool>(4), each.get<int>(5)});
  return out;
}

const civil_clock* subscriber_index::clock_of(const std::string& zone) {
  auto& clock = clocks_[zone];
  if (!clock) clock = std::make_unique<civil_clock>(core::zone::find(zone).value_or(core::zone::utc()));
  return clock.get();
}

void subscriber_index::take_in(const news& what) {
  std::unique_lock hold_all{guard_};
  for (const auto& each : what.lines) {
    auto [at, fresh] = line_of_.try_emplace(each.subscriber.value(), static_cast<std::uint32_t>(lines_.size()));
    if (fresh) lines_.emplace_back();
    auto& of = lines_[at->second];
    of.customer = each.customer;
    of.subscriber = each.subscriber;
    of.zone = clock_of(each.time_zone);
    of.currency = &*currencies_.insert(each.currency).first;
    of.scratch = each.scratch;
    of.bill_day = static_cast<std::int8_t>(each.bill_day);
    of.offerings.clear();
  }
  for (const auto& each : what.products)
    lines_[line_of_.at(each.subscriber.value())].offerings.push_back({each.from, each.to, &*offerings_.insert(each.terms).first});
  for (const auto& each : what.identifiers)
    hold(each.kind, each.norm, {each.from, each.to, line_of_.at(each.subscriber.value()), none});
}

void subscriber_index::hold(charged_by kind, const std::string& norm, const holding& what) {
  auto& first = kind == charged_by::login ? first_login_.try_emplace(norm, none).first->second
                                          : first_[static_cast<int>(kind)].try_emplace(as_key(norm), none).first->second;
  for (auto at = first; at != none; at = holdings_[at].next)
    if (holdings_[at].line == what.line && holdings_[at].from == what.from) {
      holdings_[at].to = what.to;
      return;
    }
  holdings_.push_back(what);
  holdings_.back().next = first;  // the newest holder first: most usage is of today
  first = static_cast<std::uint32_t>(holdings_.size() - 1);
}

const subscriber_index::holding* subscriber_index::holder(charged_by kind, std::string_view norm, std::int64_t at) const {
  std::uint32_t first = none;
  if (kind == charged_by::login) {
    if (auto it = first_login_.find(std::string{norm}); it != first_login_.end()) first = it->second;
  } else {
    const auto& by_number = first_[static_cast<int>(kind)];
    if (auto it = by_number.find(as_key(norm)); it != by_number.end()) first = it->second;
  }
  for (; first != none; first = holdings_[first].next)
    if (holdings_[first].from <= at && at < holdings_[first].to) return &holdings_[first];
  return nullptr;
}

std::optional<charged_line> subscriber_index::find(charged_by kind, std::string_view norm, core::instant at) const {
  const auto* held = holder(kind, norm, at.micros());
  if (!held) return std::nullopt;
  const auto& of = lines_[held->line];
  charged_line out{of.customer, of.subscriber, nullptr, of.zone, *of.currency, of.scratch, of.bill_day, {}};
  for (const auto& each : of.offerings)
    if (each.from <= at.micros() && at.micros() < each.to) {
      out.offering = each.terms;
      out.since = core::instant::from_micros(each.from);
    }
  return out;
}

bool subscriber_index::is_ours(std::string_view msisdn, core::instant at) const {
  return holder(charged_by::msisdn, msisdn, at.micros()) != nullptr;
}

void subscriber_index::load(db::access billing) {
  // First the position, then the rows: what happens between the two is heard again, and hearing twice is harmless.
  position_ = billing.read([](db::tx& t) { return db::last_position(t); });
  constexpr int page = 10'000;
  for (core::customer_id after;;) {
    auto some = billing.read([&](db::tx& t) {
      auto ids = t.all<core::customer_id>(sql::customers_page, after, page);
      if (!ids.empty()) after = ids.back();
      return ids.empty() ? std::optional<news>{} : read_customers(t, ids);
    });
    if (!some) return;
    take_in(*some);
  }
}

bool subscriber_index::catch_up(db::access billing, std::int64_t up_to) {
  if (up_to == position_) return false;
  constexpr std::size_t at_once = 1'000;
  for (bool changed = false;;) {
    std::size_t heard = 0;
    auto position = position_;
    auto some = billing.read([&](db::tx& t) {
      std::set<core::customer_id> who;
      for (const auto& each : db::events_after(t, position_, at_once, topics)) {
        who.insert(each.customer);
        position = each.position;
        ++heard;
      }
      return who.empty() ? news{} : read_customers(t, {who.begin(), who.end()});
    });
    if (heard > 0) take_in(some);
    changed |= heard > 0;
    if (heard < at_once) {
      position_ = std::max(position, up_to);  // what lies between was about something else
      return changed;
    }
    position_ = position;
  }
}

bool subscriber_index::look_up(db::access billing, const std::set<unknown_identifier>& what) {
  std::vector<std::string> kinds, norms;
  for (const auto& each : what) {
    kinds.push_back(each.kind == charged_by::msisdn ? "msisdn" : each.kind == charged_by::imsi ? "imsi" : "login");
    norms.push_back(each.norm);
  }
  auto some = billing.read([&](db::tx& t) {
    auto who = t.all<core::customer_id>(sql::customers_of_identifiers, kinds, norms);
    return who.empty() ? news{} : read_customers(t, who);
  });
  take_in(some);
  return !some.lines.empty();
}

}  // namespace billing
