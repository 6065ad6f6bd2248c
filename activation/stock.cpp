// Numbers and cards, row by row.
#include "activation/stock.hpp"

#include <stdexcept>

#include "activation/activation_sql.hpp"
#include "store/identifier.hpp"

namespace activation {
namespace {

// Every sale by chance meets at most a few lines that were imported; a whole stock of them is a mistake of loading.
constexpr int passed_over_max = 100;

void must_move(std::int64_t rows, const char* what) {
  if (rows != 1) throw std::logic_error{std::string{"stock and order contradict each other: "} + what};
}

number read_number(const db::row& from) {
  return {from.get<core::msisdn>("msisdn"),
          from.get<number_state>("state"),
          from.get<std::optional<core::customer_id>>("customer_id"),
          from.get<std::optional<core::subscriber_id>>("subscriber_id"),
          from.get<std::optional<core::uuid>>("order_id"),
          from.get<core::instant>("since"),
          from.get<std::optional<core::instant>>("quarantine_until")};
}

sim read_sim(const db::row& from) {
  return {from.get<core::iccid>("iccid"),
          from.get<core::imsi>("imsi"),
          from.get<sim_state>("state"),
          from.get<std::optional<core::customer_id>>("customer_id"),
          from.get<std::optional<core::subscriber_id>>("subscriber_id"),
          from.get<std::optional<core::uuid>>("order_id"),
          from.get<core::instant>("since")};
}

std::optional<number> first_number(const db::rows& found) {
  return found.empty() ? std::nullopt : std::optional{read_number(found[0])};
}
std::optional<sim> first_sim(const db::rows& found) { return found.empty() ? std::nullopt : std::optional{read_sim(found[0])}; }

}  // namespace

std::optional<number> lock_number(db::tx& t, const core::msisdn& which) { return first_number(t.exec(sql::lock_number, which)); }
std::optional<sim> lock_sim(db::tx& t, const core::iccid& which) { return first_sim(t.exec(sql::lock_sim, which)); }

std::optional<number> lock_any_number(db::tx& t, core::instant now) {
  for (int passed = 0; passed < passed_over_max; ++passed) {
    auto found = first_number(t.exec(sql::lock_free_number));
    if (!found) return std::nullopt;
    auto user = store::holder_at(t, store::identifier_kind::msisdn, found->msisdn.digits(), now);
    if (!user) return found;
    t.exec(sql::note_number_in_use, found->msisdn, user->customer_id, user->subscriber_id, now);
  }
  return std::nullopt;
}

std::optional<sim> lock_any_sim(db::tx& t, core::instant now) {
  for (int passed = 0; passed < passed_over_max; ++passed) {
    auto found = first_sim(t.exec(sql::lock_available_sim));
    if (!found) return std::nullopt;
    auto user = store::holder_at(t, store::identifier_kind::iccid, found->iccid.digits(), now);
    if (!user) return found;
    t.exec(sql::note_sim_in_use, found->iccid, user->customer_id, user->subscriber_id, now);
  }
  return std::nullopt;
}

void hold_number(db::tx& t, core::instant now, const core::msisdn& which, const holder& by) {
  must_move(t.change(sql::hold_number, which, by.customer, by.line, by.order, now), "a number to be held is not free");
}
void hold_sim(db::tx& t, core::instant now, const core::iccid& which, const holder& by) {
  must_move(t.change(sql::hold_sim, which, by.customer, by.line, by.order, now), "a card to be held is not available");
}
void assign_number(db::tx& t, core::instant now, const core::msisdn& which, const core::uuid& order) {
  must_move(t.change(sql::assign_number, which, order, now), "a number to be assigned is not held by its order");
}
void assign_sim(db::tx& t, core::instant now, const core::iccid& which, const core::uuid& order) {
  must_move(t.change(sql::assign_sim, which, order, now), "a card to be assigned is not held by its order");
}
void release_number(db::tx& t, core::instant now, const core::msisdn& which, const core::uuid& order) {
  must_move(t.change(sql::release_number, which, order, now), "a number to be released is not held by its order");
}
void release_sim(db::tx& t, core::instant now, const core::iccid& which, const core::uuid& order) {
  must_move(t.change(sql::release_sim, which, order, now), "a card to be released is not held by its order");
}
void rest_number(db::tx& t, core::instant now, const core::msisdn& which, core::customer_id customer, core::subscriber_id line,
                 core::instant until) {
  must_move(t.change(sql::rest_number, which, customer, line, now, until), "a number to rest belongs to another line");
}
void retire_sim(db::tx& t, core::instant now, const core::iccid& which, const core::imsi& imsi, core::customer_id customer,
                core::subscriber_id line) {
  must_move(t.change(sql::retire_sim, which, imsi, customer, line, now), "a card to be retired belongs to another line");
}

std::int64_t end_quarantine(db::tx& t, core::instant now, std::int64_t most) { return t.change(sql::end_quarantine, now, most); }

number_page list_numbers(db::tx& t, number_state in, std::int64_t limit, std::int64_t offset) {
  number_page out{{}, t.get<std::int64_t>(sql::count_numbers, in)};
  auto found = t.exec(sql::list_numbers, in, limit, offset);
  for (auto each : found) out.numbers.push_back(read_number(each));
  return out;
}

sim_page list_sims(db::tx& t, sim_state in, std::int64_t limit, std::int64_t offset) {
  sim_page out{{}, t.get<std::int64_t>(sql::count_sims, in)};
  auto found = t.exec(sql::list_sims, in, limit, offset);
  for (auto each : found) out.sims.push_back(read_sim(each));
  return out;
}

}  // namespace activation
