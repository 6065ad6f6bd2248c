// Billing's sentences as abonent.v1 messages.
#include "billing/events_wire.hpp"

#include "abonent/v1/events.pb.h"

namespace billing {

db::event top_up_received(core::instant at, core::customer_id customer, const core::uuid& top_up_id, const core::money& amount) {
  abonent::v1::TopUpReceived it;
  it.set_customer_id(customer.value());
  it.set_top_up_id(top_up_id.bytes());
  it.set_amount_micros(amount.micros());
  it.set_currency(std::string{amount.in().code()});
  // A top-up is received once: the fact is its own name.
  return {core::uuid::named("top_up_received " + top_up_id.text()), customer, "top_up_received", it.SerializeAsString(), at};
}

}  // namespace billing
