// Every "no" this room can say.
#pragma once

#include "core/refusal.hpp"

namespace activation {

using core::refusal;
using core::refusal_kind;

inline constexpr refusal number_not_ours{"number_not_ours", refusal_kind::not_found, "There is no such number in stock."};
inline constexpr refusal number_taken{"number_taken", refusal_kind::conflict, "The number is held or used by another line."};
inline constexpr refusal number_in_quarantine{"number_in_quarantine", refusal_kind::conflict,
                                              "The number was given back not long ago and rests before it is sold again."};
inline constexpr refusal no_number_left{"no_number_left", refusal_kind::refused, "There is no free number in stock."};
inline constexpr refusal sim_unknown{"sim_unknown", refusal_kind::not_found, "There is no such SIM card in stock."};
inline constexpr refusal sim_taken{"sim_taken", refusal_kind::conflict, "The SIM card is held or used by another line."};
inline constexpr refusal sim_retired{"sim_retired", refusal_kind::refused, "The SIM card has served a line and is not used again."};
inline constexpr refusal no_sim_left{"no_sim_left", refusal_kind::refused, "There is no available SIM card in stock."};

inline constexpr refusal offering_not_on_sale{"offering_not_on_sale", refusal_kind::not_found, "There is no such offering on sale."};
inline constexpr refusal offering_in_other_currency{"offering_in_other_currency", refusal_kind::refused,
                                                    "The customer's account is kept in another currency."};
inline constexpr refusal offering_paid_otherwise{"offering_paid_otherwise", refusal_kind::refused,
                                                 "The customer's account and this offering are not paid in the same way."};
inline constexpr refusal login_missing{"login_missing", refusal_kind::invalid, "A fixed line needs a login."};
inline constexpr refusal login_not_wanted{"login_not_wanted", refusal_kind::invalid, "A mobile line has no login."};
inline constexpr refusal number_not_wanted{"number_not_wanted", refusal_kind::invalid,
                                           "A fixed line has no mobile number and no SIM card."};

inline constexpr refusal order_unknown{"order_unknown", refusal_kind::not_found, "There is no such order."};
inline constexpr refusal order_id_reused{"order_id_reused", refusal_kind::conflict,
                                         "An order with this id exists and asks for something else."};
inline constexpr refusal order_not_held{"order_not_held", refusal_kind::conflict, "The order does not wait for anybody."};
inline constexpr refusal order_finished{"order_finished", refusal_kind::conflict, "The order is finished."};
inline constexpr refusal line_busy{"line_busy", refusal_kind::conflict, "Another order for this line is under way."};
inline constexpr refusal line_not_active{"line_not_active", refusal_kind::conflict, "The line is not active."};
inline constexpr refusal line_not_suspended{"line_not_suspended", refusal_kind::conflict, "The line is not suspended."};
inline constexpr refusal line_terminated{"line_terminated", refusal_kind::conflict, "The line has ended."};

inline constexpr refusal number_range_wrong{"number_range_wrong", refusal_kind::invalid,
                                            "A range goes from a lower to a higher number of the same length, at most a million."};
inline constexpr refusal sim_file_without_columns{"sim_file_without_columns", refusal_kind::invalid,
                                                  "The first line must name the columns: iccid, imsi, ki and, for milenage, opc."};

}  // namespace activation
