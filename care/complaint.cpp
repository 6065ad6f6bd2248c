// Opening and closing complaints.
#include "care/complaint.hpp"

#include "care/care_sql.hpp"
#include "care/events_wire.hpp"
#include "care/refusals.hpp"
#include "store/contact_policy.hpp"
#include "store/customer.hpp"
#include "store/timeline.hpp"

namespace care {
namespace {

struct place {
  core::customer_id customer_id;
  core::subscriber_id subscriber_id;
};
BOOST_DESCRIBE_STRUCT(place, (), (customer_id, subscriber_id))

}  // namespace

core::result<core::customer_id> open_complaint(db::tx& t, core::instant now, const clerk& by,
                                               const new_complaint& what) {
  auto customer = t.find<core::customer_id>(sql::find_customer_of, what.subscriber);
  if (!customer) return subscriber_unknown;
  store::lock_customer(t, *customer);
  t.exec(sql::open_complaint, *customer, what.complaint_id, what.subscriber, what.about, now, by.name);
  store::place_hold(t, {what.complaint_id, *customer, store::hold_reason::open_complaint, now, std::nullopt,
                        what.complaint_id.text()});
  store::record_timeline(t, {what.complaint_id, *customer, what.subscriber, now, "complaint", "Complaint opened",
                             what.about, "system", "bad", by.name, what.complaint_id.text(), "complaint_opened"});
  db::say(t, complaint_opened(now, *customer, what.complaint_id, what.about));
  return *customer;
}

core::result<core::customer_id> close_complaint(db::tx& t, core::instant now, const clerk& by,
                                                const core::uuid& complaint_id, const std::string& outcome) {
  auto of = t.find<place>(sql::find_complaint, complaint_id);
  if (!of) return complaint_unknown;
  store::lock_customer(t, of->customer_id);
  if (t.change(sql::close_complaint, of->customer_id, complaint_id, outcome, now, by.name) == 0)
    return complaint_closed_already;
  store::lift_hold(t, of->customer_id, complaint_id, now);
  auto entry = core::uuid::named("complaint_closed " + complaint_id.text());
  store::record_timeline(t, {entry, of->customer_id, of->subscriber_id, now, "complaint", "Complaint closed", outcome,
                             "system", "good", by.name, complaint_id.text(), "complaint_closed"});
  db::say(t, complaint_closed(now, of->customer_id, complaint_id, outcome));
  return of->customer_id;
}

}  // namespace care
