// The desk's sentences as abonent.v1 messages. Each happens once to its thing, so its name is its id.
#include "care/events_wire.hpp"

#include "abonent/v1/events.pb.h"

namespace care {
namespace {

db::event said(std::string topic, core::instant at, core::customer_id customer, const core::uuid& about,
               const google::protobuf::Message& what) {
  auto id = core::uuid::named(topic + " " + about.text());
  return {id, customer, std::move(topic), what.SerializeAsString(), at};
}

}  // namespace

db::event interaction_recorded(core::instant at, core::customer_id customer, const core::uuid& interaction,
                               const std::string& channel, const std::string& reason) {
  abonent::v1::InteractionRecorded it;
  it.set_customer_id(customer.value());
  it.set_interaction_id(interaction.bytes());
  it.set_channel(channel);
  it.set_reason(reason);
  return said("interaction_recorded", at, customer, interaction, it);
}

db::event complaint_opened(core::instant at, core::customer_id customer, const core::uuid& complaint,
                           const std::string& about) {
  abonent::v1::ComplaintOpened it;
  it.set_customer_id(customer.value());
  it.set_complaint_id(complaint.bytes());
  it.set_about(about);
  return said("complaint_opened", at, customer, complaint, it);
}

db::event complaint_closed(core::instant at, core::customer_id customer, const core::uuid& complaint,
                           const std::string& outcome) {
  abonent::v1::ComplaintClosed it;
  it.set_customer_id(customer.value());
  it.set_complaint_id(complaint.bytes());
  it.set_outcome(outcome);
  return said("complaint_closed", at, customer, complaint, it);
}

}  // namespace care
