// Frames of the provisioning endpoint.
#include "bus/errands_wire.hpp"

#include <optional>

#include "abonent/v1/provisioning.pb.h"
#include "bus/refusals.hpp"

namespace bus {
namespace {

namespace v1 = abonent::v1;

bool parse(v1::ProvisioningFrame& into, std::string_view frame) {
  return into.ParseFromArray(frame.data(), static_cast<int>(frame.size()));
}

std::optional<errand_outcome> outcome_from(v1::ErrandResult::Outcome it) {
  switch (it) {
    case v1::ErrandResult::DONE: return errand_outcome::done;
    case v1::ErrandResult::REFUSED: return errand_outcome::refused;
    case v1::ErrandResult::TRY_LATER: return errand_outcome::try_later;
    case v1::ErrandResult::NOT_SEEN: return errand_outcome::not_seen;
    case v1::ErrandResult::OUTCOME_UNSPECIFIED:
    case v1::ErrandResult_Outcome_ErrandResult_Outcome_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::ErrandResult_Outcome_ErrandResult_Outcome_INT_MAX_SENTINEL_DO_NOT_USE_: break;
  }
  return std::nullopt;  // a younger system's word
}
v1::ErrandResult::Outcome outcome_to(errand_outcome it) {
  switch (it) {
    case errand_outcome::done: return v1::ErrandResult::DONE;
    case errand_outcome::refused: return v1::ErrandResult::REFUSED;
    case errand_outcome::try_later: return v1::ErrandResult::TRY_LATER;
    case errand_outcome::not_seen: return v1::ErrandResult::NOT_SEEN;
  }
  return v1::ErrandResult::OUTCOME_UNSPECIFIED;
}

void fill(v1::ProvisioningFrame& to, const provisioning_hello& it) {
  to.mutable_hello()->set_system(it.system);
  to.mutable_hello()->set_credit(it.credit);
}
void fill(v1::ProvisioningFrame& to, const errand_result& it) {
  to.mutable_result()->set_errand_id(it.errand_id.bytes());
  to.mutable_result()->set_outcome(outcome_to(it.outcome));
  to.mutable_result()->set_detail(it.detail);
}
void fill(v1::ProvisioningFrame& to, const errand& it) {
  auto& out = *to.mutable_errand();
  out.set_errand_id(it.id.bytes());
  out.set_action(it.action);
  out.set_imsi(it.imsi);
  out.set_msisdn(it.msisdn);
  out.set_login(it.login);
  out.mutable_profile()->insert(it.profile.begin(), it.profile.end());
}
void fill(v1::ProvisioningFrame& to, const errand_ack& it) {
  to.mutable_result_ack()->set_errand_id(it.errand_id.bytes());
}
void fill(v1::ProvisioningFrame& to, const errand_question& it) {
  to.mutable_query()->set_errand_id(it.errand_id.bytes());
}
void fill(v1::ProvisioningFrame& to, const provisioning_error& it) {
  to.mutable_error()->set_code(it.code);
  to.mutable_error()->set_detail(it.detail);
}

const refusal no_id = frame_malformed.because("an errand id is 16 bytes");

}  // namespace

core::result<provisioning_request> read_provisioning_request(std::string_view frame) {
  v1::ProvisioningFrame it;
  if (!parse(it, frame)) return frame_malformed.because("ProvisioningFrame");
  if (it.has_hello()) return provisioning_request{provisioning_hello{it.hello().system(), it.hello().credit()}};
  if (!it.has_result()) return frame_malformed.because("neither hello nor result");
  auto id = core::uuid::from_bytes(it.result().errand_id());
  if (!id) return no_id;
  auto outcome = outcome_from(it.result().outcome());
  if (!outcome) return frame_malformed.because("this outcome is not known here");
  return provisioning_request{errand_result{{}, *id, *outcome, it.result().detail()}};
}

core::result<provisioning_reply> read_provisioning_reply(std::string_view frame) {
  v1::ProvisioningFrame it;
  if (!parse(it, frame)) return frame_malformed.because("ProvisioningFrame");
  if (it.has_error()) return provisioning_reply{provisioning_error{it.error().code(), it.error().detail()}};
  const std::string& bytes = it.has_errand()       ? it.errand().errand_id()
                             : it.has_result_ack() ? it.result_ack().errand_id()
                                                   : it.query().errand_id();
  auto id = core::uuid::from_bytes(bytes);
  if (!id) return no_id;
  if (it.has_result_ack()) return provisioning_reply{errand_ack{*id}};
  if (it.has_query()) return provisioning_reply{errand_question{*id}};
  const auto& from = it.errand();
  errand out{*id, from.action(), from.imsi(), from.msisdn(), from.login(), {}};
  out.profile.insert(from.profile().begin(), from.profile().end());
  return provisioning_reply{std::move(out)};
}

std::string write_provisioning_request(const provisioning_request& it) {
  v1::ProvisioningFrame out;
  std::visit([&](const auto& each) { fill(out, each); }, it);
  return out.SerializeAsString();
}

std::string write_provisioning_reply(const provisioning_reply& it) {
  v1::ProvisioningFrame out;
  std::visit([&](const auto& each) { fill(out, each); }, it);
  return out.SerializeAsString();
}

}  // namespace bus
