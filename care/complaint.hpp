// A complaint (TMF621 trouble ticket). While it is open, offers, surveys and dunning wait: a contact hold of the same
// id stands in the store from the very transaction that opens it until the one that closes it.
#pragma once

#include <string>

#include "care/clerk.hpp"
#include "core/instant.hpp"
#include "core/refusal.hpp"
#include "core/uuid.hpp"
#include "db/tx.hpp"

namespace care {

struct new_complaint {
  core::uuid complaint_id;  // made by the caller
  core::subscriber_id subscriber;
  std::string about;  // 1 to 4000 characters
};

// Places the hold, writes the timeline, says complaint_opened. Refused: subscriber_unknown.
core::result<core::customer_id> open_complaint(db::tx& t, core::instant now, const clerk& by,
                                               const new_complaint& what);

// Lifts the hold, writes the timeline, says complaint_closed. Refused: complaint_unknown, complaint_closed_already.
core::result<core::customer_id> close_complaint(db::tx& t, core::instant now, const clerk& by,
                                                const core::uuid& complaint_id, const std::string& outcome);

}  // namespace care
