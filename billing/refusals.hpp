// Every "no" billing can say.
#pragma once

#include "core/refusal.hpp"

namespace billing {

using core::refusal;
using core::refusal_kind;

// To who sends usage.
inline constexpr refusal batch_digest_differs{"batch_digest_differs", refusal_kind::conflict,
                                              "A batch of this source, epoch and sequence was applied with other content."};
inline constexpr refusal batch_not_numbered{"batch_not_numbered", refusal_kind::invalid,
                                            "A batch needs a source, and an epoch and a sequence of at most 2^63 - 1."};
inline constexpr refusal batch_parked{"batch_parked", refusal_kind::refused,
                                      "The batch could not be applied. It is kept whole and a person will look at it; do not send it again."};

// To a desk.
inline constexpr refusal subscriber_unknown{"subscriber_unknown", refusal_kind::not_found, "There is no such subscriber."};
inline constexpr refusal usage_unknown{"usage_unknown", refusal_kind::not_found, "There is no such usage."};
inline constexpr refusal amount_unreadable{"amount_unreadable", refusal_kind::invalid,
                                           "The amount is no decimal number with at most six decimals and a currency."};
inline constexpr refusal amount_not_positive{"amount_not_positive", refusal_kind::invalid, "The amount must be more than nothing."};
inline constexpr refusal amount_too_large{"amount_too_large", refusal_kind::refused, "A single top-up cannot be that large."};
inline constexpr refusal currency_differs{"currency_differs", refusal_kind::refused, "The account is kept in another currency."};
inline constexpr refusal channel_unreadable{"channel_unreadable", refusal_kind::invalid,
                                            "The channel is a word of small letters such as `shop`, `app` or `card`."};
inline constexpr refusal top_up_differs{"top_up_differs", refusal_kind::conflict, "A top-up with this id was made with other content."};
inline constexpr refusal suspense_reason_unknown{"suspense_reason_unknown", refusal_kind::invalid, "No record waits under such a reason."};
inline constexpr refusal suspended_record_gone{"suspended_record_gone", refusal_kind::not_found, "No such record waits in suspense."};
inline constexpr refusal nothing_mended{"nothing_mended", refusal_kind::invalid, "Say what of the record is to be another."};
inline constexpr refusal batch_not_parked{"batch_not_parked", refusal_kind::not_found, "No such batch is parked."};
inline constexpr refusal raw_record_gone{"raw_record_gone", refusal_kind::refused,
                                         "The raw record is no longer kept, so the charge cannot be worked out again."};

inline constexpr refusal truth_file_wrong{"truth_file_wrong", refusal_kind::invalid, "The file of truth cases cannot be used."};
inline constexpr refusal truth_fails{"truth_fails", refusal_kind::refused, "A truth case of the tariff fails, so it is not published."};

}  // namespace billing
