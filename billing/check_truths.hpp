// Truth cases: usage and what it must cost. Operators keep them beside their tariffs; nothing is published that fails
// its own. They run through the rating of live traffic. The format: docs/api/truth-cases.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "billing/explain.hpp"
#include "core/refusal.hpp"

namespace billing {

struct truth_verdict {
  std::string id;
  std::string note;
  bool passed = false;
  bool is_readable = true;               // else `differences` say what is wrong, with line and column
  std::vector<std::string> differences;  // `charge: expected 2701, is 2700`
  std::int64_t charge_micros = 0;        // of all its usage; the steps' amounts add up to it
  std::vector<explained_step> steps;     // why it is what it is
  std::vector<std::string> unread;       // fields that mean nothing to us; they may explain a difference
};

// Cases of a file in either form: a list of `cases` that bring their tariffs, or a catalogue file whose tariff has some.
// Refused with truth_file_wrong when it is neither; a single case that cannot be read fails, and the others are run.
core::result<std::vector<truth_verdict>> check_truths(std::string_view json);

// The tariff's own.
std::vector<truth_verdict> check_truths(const catalog::tariff& of);

// Nothing, or truth_fails with the first case that fails and its explanation: what publication asks.
core::result<void> expect_truths(const catalog::tariff& of);

// A verdict in lines for a person.
std::string told(const truth_verdict& it);

}  // namespace billing
