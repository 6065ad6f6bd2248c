// The only file of this room that knows protobuf.
#include "activation/events_wire.hpp"

#include "abonent/v1/events.pb.h"

namespace activation {
namespace {

template <class Message>
db::event said(const char* topic, const std::string& identity, const service_order& order, core::instant now,
               const Message& message) {
  return {core::uuid::named(std::string{topic} + "/" + identity), order.customer_id, topic, message.SerializeAsString(), now};
}

}  // namespace

db::event subscriber_activated(const service_order& order, const store::subscriber& line, core::instant now) {
  abonent::v1::SubscriberActivated out;
  out.set_customer_id(order.customer_id.value());
  out.set_subscriber_id(line.subscriber_id.value());
  out.set_billing_account_id(line.billing_account_id.value());
  out.set_offering_code(line.offering_code);
  out.set_offering_version(line.offering_version);
  out.set_tariff_group(line.tariff_group);
  out.set_scratch(line.scratch);
  out.set_at_unix_micros(now.micros());
  if (order.msisdn) out.set_msisdn(std::string{order.msisdn->digits()});
  if (order.imsi) out.set_imsi(std::string{order.imsi->digits()});
  if (order.login) out.set_login(*order.login);
  return said("subscriber_activated", order.order_id.text(), order, now, out);
}

db::event subscriber_terminated(const service_order& order, const store::subscriber& line, core::instant now) {
  abonent::v1::SubscriberTerminated out;
  out.set_customer_id(order.customer_id.value());
  out.set_subscriber_id(line.subscriber_id.value());
  out.set_tariff_group(line.tariff_group);
  out.set_scratch(line.scratch);
  out.set_at_unix_micros(now.micros());
  out.set_reason(order.detail);
  return said("subscriber_terminated", order.order_id.text(), order, now, out);
}

db::event subscriber_suspended(const service_order& order, core::instant now) {
  abonent::v1::SubscriberSuspended out;
  out.set_customer_id(order.customer_id.value());
  out.set_subscriber_id(order.subscriber_id.value());
  out.set_reason(order.detail);
  out.set_at_unix_micros(now.micros());
  return said("subscriber_suspended", order.order_id.text(), order, now, out);
}

db::event subscriber_resumed(const service_order& order, core::instant now) {
  abonent::v1::SubscriberResumed out;
  out.set_customer_id(order.customer_id.value());
  out.set_subscriber_id(order.subscriber_id.value());
  out.set_at_unix_micros(now.micros());
  return said("subscriber_resumed", order.order_id.text(), order, now, out);
}

db::event order_parked(const service_order& order, core::instant now) {
  abonent::v1::OrderParked out;
  out.set_customer_id(order.customer_id.value());
  out.set_order_id(order.order_id.bytes());
  out.set_reason(order.reason);
  return said("order_parked", order.order_id.text() + "/" + now.text(), order, now, out);
}

}  // namespace activation
