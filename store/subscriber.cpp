// Lines: opening one, and moving it along the permitted moves.
#include "store/subscriber.hpp"

#include <algorithm>
#include <iterator>

#include "store/refusals.hpp"
#include "store/store_sql.hpp"

namespace store {
namespace {

struct move {
  subscriber_state from, to;
};

// The life of a line; names from TMF637. Anything not listed is refused.
constexpr move permitted[] = {
    {subscriber_state::pending_active, subscriber_state::active},
    {subscriber_state::pending_active, subscriber_state::terminated},  // the order was given up
    {subscriber_state::active, subscriber_state::suspended},           // unpaid, lost, or asked
    {subscriber_state::suspended, subscriber_state::active},
    {subscriber_state::active, subscriber_state::terminated},
    {subscriber_state::suspended, subscriber_state::terminated},
};

}  // namespace

bool may_move(subscriber_state from, subscriber_state to) {
  return std::any_of(std::begin(permitted), std::end(permitted),
                     [&](const move& m) { return m.from == from && m.to == to; });
}

core::subscriber_id open_subscriber(db::tx& t, core::instant now, const new_subscriber& line) {
  return t.get<core::subscriber_id>(sql::open_subscriber, now, line.customer, line.kind, line.offering_code,
                                    line.offering_version, line.tariff_group, line.scratch);
}

core::result<void> move_subscriber(db::tx& t, core::instant now, core::subscriber_id id, subscriber_state to) {
  auto line = t.find<subscriber>(sql::lock_subscriber, id);
  if (!line) return subscriber_unknown;
  if (!may_move(line->state, to))
    return move_not_permitted.because("It is " + db::text<subscriber_state>::to(line->state) + ", asked for was " +
                                      db::text<subscriber_state>::to(to) + ".");
  t.exec(sql::move_subscriber, line->customer_id, id, to, now);
  if (to == subscriber_state::terminated) t.exec(sql::end_products, line->customer_id, id, now);
  return {};
}

std::optional<subscriber> find_subscriber(db::tx& t, core::subscriber_id id) {
  return t.find<subscriber>(sql::find_subscriber, id);
}

std::vector<subscriber> subscribers_of(db::tx& t, core::customer_id id) {
  return t.all<subscriber>(sql::subscribers_of, id);
}

}  // namespace store
