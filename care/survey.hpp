// A question put to a customer: through the contact gate, at most once in fourteen days, and answered once.
#pragma once

#include <optional>
#include <string>

#include "care/clerk.hpp"
#include "core/instant.hpp"
#include "core/refusal.hpp"
#include "core/uuid.hpp"
#include "db/tx.hpp"
#include "store/contact_policy.hpp"

namespace care {

struct new_survey {
  core::uuid survey_id;  // made by the caller
  core::subscriber_id subscriber;
  std::string question;  // a stable word: `after_call`, `after_activation`
  store::contact_channel channel;
};

// Refused: subscriber_unknown; contact_held with every reason the gate gives.
core::result<core::customer_id> ask_survey(db::tx& t, core::instant now, const clerk& by, const new_survey& what);

// 0 to 10. Refused: survey_unknown, survey_answered_already.
core::result<core::customer_id> answer_survey(db::tx& t, core::instant now, const core::uuid& survey_id, int score,
                                              const std::string& comment);

}  // namespace care
