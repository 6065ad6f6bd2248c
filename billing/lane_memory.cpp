// Load = the generation that stands + every row after it; news = every row after what we know.
#include "billing/lane_memory.hpp"

#include <algorithm>
#include <vector>

#include "billing/billing_sql.hpp"
#include "core/money.hpp"

namespace billing {
namespace {

std::vector<std::int64_t> as_vector(const lane_positions& of) { return {of.begin(), of.end()}; }

}  // namespace

std::int64_t lane_memory::level(const bucket_key& of) const {
  auto it = level_.find(of);
  return it == level_.end() ? 0 : it->second;
}

void lane_memory::add(const bucket_key& to, std::int64_t delta_micros) {
  auto& level = level_[to];
  level = core::add_checked(level, delta_micros);
}

void lane_memory::clear() {
  pos_.fill(0);
  level_.clear();
}

void lane_memory::load(db::tx& at) {
  clear();
  for (auto head : at.exec(sql::snapshot_heads)) move(head.get<std::int16_t>("lane"), head.get<std::int64_t>("pos"));
  constexpr std::int64_t page = 200'000;
  for (std::int64_t after = 0;;) {
    auto levels = at.exec(sql::levels_page, after, page);
    level_.reserve(level_.size() + levels.size());
    for (auto each : levels) {
      bucket_key of{each.get<core::customer_id>(0), each.get<std::int64_t>(1)};
      level_[of] = each.get<std::int64_t>(2);
      after = of.customer.value();
    }
    if (levels.empty()) break;
  }
  read_news(at);
}

std::size_t lane_memory::read_news(db::tx& at) {
  // The positions first: what is committed between the two statements is above them and waits for the next time.
  lane_positions upto = pos_;
  for (auto each : at.exec(sql::lane_positions)) upto[static_cast<std::size_t>(each.get<std::int16_t>(0))] = each.get<std::int64_t>(1);
  if (upto == pos_) return 0;
  auto sums = at.exec(sql::news, as_vector(pos_), as_vector(upto));
  for (auto each : sums) add({each.get<core::customer_id>(0), each.get<std::int64_t>(1)}, each.get<std::int64_t>(2));
  pos_ = upto;
  return sums.size();
}

}  // namespace billing
