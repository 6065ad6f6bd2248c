// Every "no" analytics can say.
#pragma once

#include "core/refusal.hpp"

namespace analytics {

inline constexpr core::refusal metric_unknown{"metric_unknown", core::refusal_kind::invalid,
                                              "There is no such figure: arpu, base, churn, revenue, gross_adds, disconnections or net_adds."};
inline constexpr core::refusal grain_unknown{"grain_unknown", core::refusal_kind::invalid, "Figures are by=day or by=month."};
inline constexpr core::refusal format_unknown{"format_unknown", core::refusal_kind::invalid, "The format is json or csv."};
inline constexpr core::refusal date_unreadable{"date_unreadable", core::refusal_kind::invalid, "A date is written 2026-03-01."};
inline constexpr core::refusal range_empty{"range_empty", core::refusal_kind::invalid, "`from` must be before `to`."};
inline constexpr core::refusal range_too_long{"range_too_long", core::refusal_kind::invalid,
                                              "At most 800 days by=day, or 240 months by=month."};
inline constexpr core::refusal tariff_group_unknown{"tariff_group_unknown", core::refusal_kind::not_found,
                                                    "No line was ever in a tariff group of this name."};

}  // namespace analytics
