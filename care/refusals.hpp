// Every "no" the desk can say.
#pragma once

#include "core/refusal.hpp"

namespace care {

using core::refusal;
using core::refusal_kind;

inline constexpr refusal subscriber_unknown{"subscriber_unknown", refusal_kind::not_found,
                                            "There is no such subscriber."};
inline constexpr refusal complaint_unknown{"complaint_unknown", refusal_kind::not_found, "There is no such complaint."};
inline constexpr refusal complaint_closed_already{"complaint_closed_already", refusal_kind::conflict,
                                                  "The complaint is closed already."};
inline constexpr refusal survey_unknown{"survey_unknown", refusal_kind::not_found, "There is no such survey."};
inline constexpr refusal survey_answered_already{"survey_answered_already", refusal_kind::conflict,
                                                 "The survey is answered already."};
inline constexpr refusal contact_held{"contact_held", refusal_kind::refused,
                                      "The customer must not be contacted for this now."};
inline constexpr refusal cursor_unreadable{"cursor_unreadable", refusal_kind::invalid,
                                           "The page's cursor is not one that was given out."};

}  // namespace care
