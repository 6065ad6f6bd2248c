// The provisioning endpoint's frames to and from bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "bus/errands.hpp"
#include "core/refusal.hpp"

namespace bus {

struct provisioning_hello {
  std::string system;
  std::uint32_t credit = 0;
};
struct errand_ack {
  core::uuid errand_id;
};
struct errand_question {
  core::uuid errand_id;
};
struct provisioning_error {
  std::string code;
  std::string detail;
};
// What a system says, and what it is told.
using provisioning_request = std::variant<provisioning_hello, errand_result>;
using provisioning_reply = std::variant<errand, errand_ack, errand_question, provisioning_error>;

// Refusals: frame_malformed. A result's `system` is left empty: who spoke is known from the connection.
core::result<provisioning_request> read_provisioning_request(std::string_view frame);
core::result<provisioning_reply> read_provisioning_reply(std::string_view frame);
std::string write_provisioning_request(const provisioning_request& it);
std::string write_provisioning_reply(const provisioning_reply& it);

}  // namespace bus
