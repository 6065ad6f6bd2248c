// Every "no" of loading call record files.
#pragma once

#include "core/refusal.hpp"

namespace cdr_files {

using core::refusal_kind;

inline constexpr core::refusal format_unknown{"format_unknown", refusal_kind::invalid,
                                              "There is no such format of call records."};
inline constexpr core::refusal mapping_wrong{"mapping_wrong", refusal_kind::invalid, "The mapping cannot be used."};
inline constexpr core::refusal header_wrong{"header_wrong", refusal_kind::invalid,
                                            "The first row does not name the columns that the mapping asks for."};
inline constexpr core::refusal file_incomplete{"file_incomplete", refusal_kind::try_later,
                                               "The file is shorter than its own header says: it is still being written, or was cut."};
inline constexpr core::refusal source_name_wrong{
    "source_name_wrong", refusal_kind::invalid,
    "A source is named by at most 60 letters, digits, `-`, `_` and `.`, beginning with a letter or digit."};
inline constexpr core::refusal load_running{"load_running", refusal_kind::conflict,
                                            "Another load of this source is running."};
inline constexpr core::refusal file_loaded_before{"file_loaded_before", refusal_kind::conflict,
                                                  "Exactly this file has been loaded before."};
inline constexpr core::refusal other_file_unfinished{
    "other_file_unfinished", refusal_kind::conflict,
    "Another file of this source was interrupted: load that one again first."};
inline constexpr core::refusal source_used_elsewhere{
    "source_used_elsewhere", refusal_kind::conflict,
    "Billing has batches of this source that this spool never sent: use another source name."};
inline constexpr core::refusal billing_silent{
    "billing_silent", refusal_kind::try_later,
    "Billing does not answer. What was read is kept; load the file again to go on."};
inline constexpr core::refusal key_refused{"key_refused", refusal_kind::not_allowed,
                                           "Billing does not accept this client's key."};
inline constexpr core::refusal batch_refused{"batch_refused", refusal_kind::refused,
                                             "Billing refused a batch; nothing after it was read."};

}  // namespace cdr_files
