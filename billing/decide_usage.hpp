// What one record costs whom, or why nobody can say: normalise, find the line, rate. Pure, given what is known.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "billing/rate.hpp"
#include "billing/subscriber_index.hpp"
#include "billing/suspense_reason.hpp"
#include "billing/tariff_book.hpp"
#include "bus/usage_sink.hpp"
#include "core/numbering_plan.hpp"

namespace billing {

// What is known while a batch is decided. The index's reading() lock is held.
struct usage_world {
  const subscriber_index& lines;
  const tariff_pages& tariffs;
  const core::numbering_plan& plan;
  core::instant now;
};

struct usage_decision {
  std::optional<suspense_reason> suspended;  // set: there is no price
  charged_line line;                         // as far as it was found
  const compiled_tariff* tariff = nullptr;
  charged_by charged = charged_by::msisdn;
  std::string subscriber;                    // normalised, as far as it could be
  std::string other_party;                   // digits when it is a number, else as written
  bool other_is_number = false;
  catalog::service service = catalog::service::voice;
  bool incoming = false;
  bool on_net = false;
  rated answer;  // by a tariff that remembers, as if nothing had been used before: the ledger's writer rates it again
};

usage_decision decide_usage(const bus::usage_record& record, const usage_world& world);

// The same facts again, for the ledger's writer and for an explanation.
usage_facts facts_of(const bus::usage_record& record, const usage_decision& decided);

}  // namespace billing
