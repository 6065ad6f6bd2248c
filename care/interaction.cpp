// Writing down a contact.
#include "care/interaction.hpp"

#include "care/care_sql.hpp"
#include "care/events_wire.hpp"
#include "care/refusals.hpp"
#include "store/customer.hpp"
#include "store/timeline.hpp"

namespace care {
namespace {

const char* subject_of(interaction_reason reason) {
  switch (reason) {
    case interaction_reason::billing:
      return "money";
    case interaction_reason::network:
      return "the network";
    case interaction_reason::offer:
      return "an offer";
    case interaction_reason::sim:
      return "the SIM card";
    case interaction_reason::complaint:
      return "a complaint";
    case interaction_reason::other:
      return "something else";
  }
  return "";
}

std::string title_of(const new_interaction& what) {
  std::string title = what.direction == interaction_direction::inbound ? "Contacted us about " : "Was contacted about ";
  return title + subject_of(what.reason);
}

}  // namespace

core::result<core::customer_id> record_interaction(db::tx& t, core::instant now, const clerk& by,
                                                   const new_interaction& what) {
  auto customer = t.find<core::customer_id>(sql::find_customer_of, what.subscriber);
  if (!customer) return subscriber_unknown;
  store::lock_customer(t, *customer);
  t.exec(sql::record_interaction, *customer, what.interaction_id, what.subscriber, now, what.channel, what.direction,
         what.reason, what.note, by.user, by.name);
  auto channel = db::text<interaction_channel>::to(what.channel);
  store::record_timeline(t, {what.interaction_id, *customer, what.subscriber, now, "interaction", title_of(what),
                             what.note, channel, "neutral", by.name, what.interaction_id.text(), "contact",
                             {"direction", db::text<interaction_direction>::to(what.direction), "reason",
                              db::text<interaction_reason>::to(what.reason)}});
  db::say(t, interaction_recorded(now, *customer, what.interaction_id, channel,
                                  db::text<interaction_reason>::to(what.reason)));
  return *customer;
}

}  // namespace care
