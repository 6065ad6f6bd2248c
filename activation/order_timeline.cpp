// Sentences for people. Numbers and cards stay out of them: the card beside the timeline shows those.
#include "activation/order_timeline.hpp"

#include "store/timeline.hpp"

namespace activation {
namespace {

std::string ordered(order_kind kind) {
  switch (kind) {
    case order_kind::activate_subscriber: return "New line ordered";
    case order_kind::terminate_subscriber: return "End of the line ordered";
    case order_kind::suspend_subscriber: return "Suspension ordered";
    case order_kind::resume_subscriber: return "Resumption ordered";
  }
  return {};
}

std::string happened(order_kind kind) {
  switch (kind) {
    case order_kind::activate_subscriber: return "Line switched on";
    case order_kind::terminate_subscriber: return "Line ended";
    case order_kind::suspend_subscriber: return "Line suspended";
    case order_kind::resume_subscriber: return "Line resumed";
  }
  return {};
}

// `milestone` makes the entry the same one when the same thing is noted again.
store::timeline_entry entry(const service_order& order, core::instant at, const std::string& milestone) {
  store::timeline_entry out;
  out.entry_id = core::uuid::named("timeline/" + order.order_id.text() + "/" + milestone);
  out.customer_id = order.customer_id;
  out.subscriber_id = order.subscriber_id;
  out.at = at;
  out.kind = "order";
  out.channel = "system";
  out.tone = "neutral";
  out.by = order.accepted_by;
  out.reference = order.order_id.text();
  out.facts = {"order", db::text<order_kind>::to(order.kind), "offering", order.offering_code};
  return out;
}

}  // namespace

void note_accepted(db::tx& t, const service_order& order, const std::string& channel) {
  auto out = entry(order, order.accepted_at, "accepted");
  out.title = ordered(order.kind);
  out.note = order.offering_code;
  out.channel = channel;
  out.what = "order_accepted";
  store::record_timeline(t, out);
}

void note_completed(db::tx& t, core::instant now, const service_order& order) {
  auto out = entry(order, now, "completed");
  bool starts = order.kind == order_kind::activate_subscriber || order.kind == order_kind::resume_subscriber;
  out.title = happened(order.kind);
  out.note = order.detail;
  out.tone = starts ? "good" : "neutral";
  out.what = "order_completed";
  store::record_timeline(t, out);
}

void note_held(db::tx& t, core::instant now, const service_order& order) {
  auto out = entry(order, now, "held/" + now.text());
  out.title = "Order held: the network did not do as asked";
  out.note = order.reason;
  out.tone = "bad";
  out.by = "network";
  out.what = "order_held";
  out.facts.insert(out.facts.end(), {"reason", order.reason});
  store::record_timeline(t, out);
}

void note_given_back(db::tx& t, core::instant now, const service_order& order) {
  auto out = entry(order, now, "given back");
  out.title = order.state == order_state::failed ? "Order failed; everything was given back" : "Order cancelled";
  out.note = order.reason;
  out.what = order.state == order_state::failed ? "order_failed" : "order_cancelled";
  out.facts.insert(out.facts.end(), {"reason", order.reason});
  store::record_timeline(t, out);
}

}  // namespace activation
