// What activation asks of an outside provisioning system over the bus, and how it hears what became of it: a port,
// implemented by activation.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/uuid.hpp"

namespace bus {

// Doing it twice must be doing it once: the system tells a repeat by the id.
struct errand {
  core::uuid id;
  std::string action;  // switch_on, switch_off, give_number, take_number
  std::string imsi{};
  std::string msisdn{};
  std::string login{};
  std::map<std::string, std::string> profile{};
  friend bool operator==(const errand&, const errand&) = default;
};

enum class errand_outcome {
  done,
  refused,    // understood, and it will not; asking again changes nothing
  try_later,  // nothing was done
  not_seen,   // the answer to a question: this errand never arrived
};

struct errand_result {
  std::string system;
  core::uuid errand_id;
  errand_outcome outcome = errand_outcome::try_later;
  std::string detail;
  friend bool operator==(const errand_result&, const errand_result&) = default;
};

class errand_results {
 public:
  virtual ~errand_results() = default;
  // Called from the endpoint's own thread, maybe more than once for one errand; the system is acked when it returns,
  // so it returns after the commit. When it throws, the system will say it again.
  virtual void record_result(const errand_result& what) = 0;
  // A system is there: errands can be sent, and those with an unknown outcome asked for.
  virtual void system_ready(std::string_view system) = 0;
};

}  // namespace bus
