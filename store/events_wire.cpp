// The store's sentences as abonent.v1 messages.
#include "store/events_wire.hpp"

#include "abonent/v1/events.pb.h"

namespace store {

db::event customer_created(core::instant at, core::customer_id customer, const std::string& language,
                           const std::string& segment) {
  abonent::v1::CustomerCreated it;
  it.set_customer_id(customer.value());
  it.set_language(language);
  it.set_segment(segment);
  // A customer is created once: the fact is its own name.
  return {core::uuid::named("customer_created " + std::to_string(customer.value())), customer, "customer_created",
          it.SerializeAsString(), at};
}

}  // namespace store
