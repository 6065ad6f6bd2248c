// Parts of a call or session, put together before they are rated. Pure: what comes in is what is known.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/instant.hpp"

namespace billing {

struct session_part {
  std::int64_t part_id = 0;
  bool last = false;
  int number = 0;  // 1, 2, 3 ...: it reports its own usage; 0: the session's total so far
  core::instant started, ended;
  std::int64_t quantity = 0;
  core::instant received;
};

// What was charged of a session before.
struct known_session {
  core::instant opened, last_seen;
  std::int64_t charged = 0;
  int pieces = 0;
  bool ended = false;
  friend bool operator==(const known_session&, const known_session&) = default;
};

struct session_rules {
  std::chrono::hours quiet{24};    // no news for so long: it is over, its end was lost
  std::chrono::hours longest{24};  // charged so far at the latest, or nobody could stop it
  std::chrono::minutes gap{60};    // its end is here but not all parts are
};

enum class join_reason { whole, late, parts_missing, no_end, id_used_again, so_far };

// One record to be rated. Its other fields are those of the part `like`.
struct joined_piece {
  std::vector<std::int64_t> parts;
  std::int64_t like = 0;
  core::instant start;
  std::int64_t quantity = 0;  // 0: nothing was used that is not charged already
  known_session after;
  join_reason because = join_reason::whole;
};

struct session_decision {
  std::vector<joined_piece> pieces;
  std::optional<core::instant> look_again;  // for the parts that still wait
};

// `parts` of one source and charging id that wait, `known` what was charged under that id, oldest first.
session_decision decide_session(std::vector<session_part> parts, const std::vector<known_session>& known,
                                const session_rules& rules, core::instant now);

}  // namespace billing
