// Writing down a contact.
#include "care/interaction.hpp"

#include "care/care_sql.hpp"
#include "care/events_wire.hpp"
#include "care/refusals.hpp"
#include "store/customer.hpp"
#include "store/timeline.hpp"

namespace care {
namespace {

std::string title_of(const new_interaction& what) {
  std::string about;
  switch (what.reason) {
    case interaction_reason::billing: about = "money"; break;
    case interaction_reason::network: about = "the network"; break;
    case interaction_reason::offer: about = "an offer"; break;
    case interaction_reason::sim: about = "the SIM card"; break;
    case interaction_reason::complaint: about = "a complaint"; break;
    case interaction_reason::other: about = "something else"; break;
  }
  return (what.direction == interaction_direction::inbound ? "Contacted us about " : "Was contacted about ") + about;
}

}  // namespace

core::result<core::customer_id> record_interaction(db::tx& t, core::instant now, const clerk& by, const new_interaction& what) {
  auto customer = t.find<core::customer_id>(sql::find_customer_of, what.subscriber);
  if (!customer) return subscriber_unknown;
  store::lock_customer(t, *customer);
  t.exec(sql::record_interaction, *customer, what.interaction_id, what.subscriber, now, what.channel, what.direction, what.reason,
         what.note, by.user, by.name);
  auto channel = db::text<interaction_channel>::to(what.channel);
  store::record_timeline(t, {what.interaction_id, *customer, what.subscriber, now, "interaction", title_of(what), what.note, channel,
                             "neutral", by.name, what.interaction_id.text()});
  db::say(t, interaction_recorded(now, *customer, what.interaction_id, channel, db::text<interaction_reason>::to(what.reason)));
  return *customer;
}

}  // namespace care
