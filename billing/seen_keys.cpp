// Looking for records that came before.
#include "billing/seen_keys.hpp"

#include <algorithm>
#include <cstring>

#include "billing/usage_sql.hpp"

namespace billing {

digest_set::slot digest_set::slot_of(const core::uuid& digest) {
  slot out;
  std::memcpy(&out.high, digest.array().data(), 8);
  std::memcpy(&out.low, digest.array().data() + 8, 8);
  if (out.high == 0 && out.low == 0) out.low = 1;  // zero marks a free slot
  return out;
}

std::size_t digest_set::place(const slot& of) const {
  auto mask = slots_.size() - 1;
  auto at = of.high & mask;  // a digest is evenly spread already
  while ((slots_[at].high != 0 || slots_[at].low != 0) && (slots_[at].high != of.high || slots_[at].low != of.low)) at = (at + 1) & mask;
  return at;
}

void digest_set::grow() {
  auto before = std::exchange(slots_, std::vector<slot>(std::max<std::size_t>(1024, slots_.size() * 2)));
  for (const auto& each : before)
    if (each.high != 0 || each.low != 0) slots_[place(each)] = each;
}

void digest_set::insert(const core::uuid& digest) {
  if (slots_.size() * 6 <= size_ * 10) grow();
  auto it = slot_of(digest);
  auto& at = slots_[place(it)];
  if (at.high == 0 && at.low == 0) ++size_;
  at = it;
}

bool digest_set::contains(const core::uuid& digest) const {
  if (slots_.empty()) return false;
  const auto& at = slots_[place(slot_of(digest))];
  return at.high != 0 || at.low != 0;
}

void digest_set::clear() {
  slots_ = {};
  size_ = 0;
}

std::string pack_keys(std::vector<core::uuid> keys) {
  std::sort(keys.begin(), keys.end());
  std::string out;
  out.reserve(keys.size() * 16);
  for (const auto& each : keys) out.append(reinterpret_cast<const char*>(each.array().data()), 16);
  return out;
}

std::vector<core::uuid> unpack_keys(std::string_view packed) {
  std::vector<core::uuid> out;
  for (std::size_t at = 0; at + 16 <= packed.size(); at += 16) out.push_back(*core::uuid::from_bytes(packed.substr(at, 16)));
  return out;
}

void seen_keys::ask(db::copy_tx& t, const std::string& source) const {
  t.send(sql::batches_after, source, position(source));
  t.send(sql::advance_source, source, position(source));
}

bool seen_keys::hear(db::copy_tx& t, const std::string& source, const db::rows& brought, const db::rows& moved) {
  auto& of = books_[source];
  for (auto each : brought) {
    of.position = each.get<std::int64_t>(0);
    of.batches.push_back({each.get<std::int64_t>(1), each.get<std::int64_t>(2), each.get<std::int64_t>(3)});
  }
  // From where we thought it stood it cannot have been moved when there was news; from where it stands it can.
  return moved.affected() == 1 || (!brought.empty() && t.change(sql::advance_source, source, of.position) == 1);
}

void seen_keys::load(db::copy_tx& t, book& of, std::int64_t from, std::int64_t to) const {
  auto needed = [&](const batch_span& it) { return it.from <= to && from <= it.to; };
  std::vector<std::int64_t> missing;
  for (const auto& each : of.batches)
    if (needed(each) && !each.loaded) missing.push_back(each.batch_id);
  if (missing.empty()) return;
  if (of.keys.size() > keys_kept_max_) {  // begin anew with what is needed now
    of.keys.clear();
    missing.clear();
    for (auto& each : of.batches) {
      each.loaded = false;
      if (needed(each)) missing.push_back(each.batch_id);
    }
  }
  constexpr std::size_t at_once = 100;  // batches: some megabytes of keys
  for (std::size_t done = 0; done < missing.size(); done += at_once) {
    std::vector<std::int64_t> some{missing.begin() + static_cast<std::ptrdiff_t>(done),
                                   missing.begin() + static_cast<std::ptrdiff_t>(std::min(missing.size(), done + at_once))};
    for (auto each : t.exec(sql::keys_of_batches, some))
      for (const auto& key : unpack_keys(each.get<db::bytes>(0).data)) of.keys.insert(key);
  }
  for (auto& each : of.batches) each.loaded |= needed(each);
}

std::vector<bool> seen_keys::find_first(db::copy_tx& t, const std::string& source, std::span<const keyed> records) {
  std::vector<bool> out(records.size());
  if (records.empty()) return out;
  auto& of = books_[source];
  auto [first, last] = std::minmax_element(records.begin(), records.end(), [](const keyed& a, const keyed& b) { return a.start < b.start; });
  load(t, of, first->start.micros(), last->start.micros());
  digest_set within;
  for (std::size_t i = 0; i < records.size(); ++i) {
    out[i] = !of.keys.contains(records[i].key) && !within.contains(records[i].key);
    within.insert(records[i].key);
  }
  return out;
}

std::int64_t seen_keys::position(const std::string& source) const {
  auto it = books_.find(source);
  return it == books_.end() ? 0 : it->second.position;
}

void seen_keys::took(const std::string& source, std::int64_t batch_id, std::span<const keyed> first_of) {
  auto& of = books_[source];
  ++of.position;
  if (first_of.empty()) return;
  auto [first, last] = std::minmax_element(first_of.begin(), first_of.end(), [](const keyed& a, const keyed& b) { return a.start < b.start; });
  of.batches.push_back({batch_id, first->start.micros(), last->start.micros(), true});
  for (const auto& each : first_of) of.keys.insert(each.key);
}

void seen_keys::forget(const std::string& source) { books_.erase(source); }

}  // namespace billing
