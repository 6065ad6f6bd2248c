// Running totals (RADIUS): the greatest counts, and an id that comes back with a later beginning is another session.
// Own usage (TS 32.298): the sum counts, once the numbers up to the last are there.
#include "billing/session.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace billing {
namespace {

// The beginning is reckoned from the time of the report and the seconds so far, both cut to seconds and perhaps delayed.
constexpr auto jitter = std::chrono::minutes{1};

struct open_session {
  known_session known;
  std::vector<const session_part*> parts;
};

std::optional<join_reason> out_of_patience(const open_session& of, const session_rules& rules, core::instant now) {
  auto [first, newest] = std::minmax_element(of.parts.begin(), of.parts.end(),
                                             [](const auto* a, const auto* b) { return a->received < b->received; });
  if (now - (*newest)->received >= rules.quiet) return join_reason::no_end;
  if (now - (*first)->received >= rules.longest) return join_reason::so_far;
  return std::nullopt;
}

core::instant patience_ends(const open_session& of, const session_rules& rules) {
  auto first = of.parts.front()->received, newest = first;
  for (const auto* each : of.parts) {
    first = std::min(first, each->received);
    newest = std::max(newest, each->received);
  }
  return std::min(newest + rules.quiet, first + rules.longest);
}

bool any_last(const open_session& of) {
  return std::any_of(of.parts.begin(), of.parts.end(), [](const auto* it) { return it->last; });
}

joined_piece piece_of(const open_session& of, join_reason because) {
  joined_piece out;
  out.because = because;
  out.after = of.known;
  const auto* like = of.parts.front();
  for (const auto* each : of.parts) {
    out.parts.push_back(each->part_id);
    if (std::pair{each->quantity, each->ended} > std::pair{like->quantity, like->ended}) like = each;
    out.after.last_seen = std::max(out.after.last_seen, each->ended);
  }
  out.like = like->part_id;
  out.after.ended = of.known.ended || any_last(of) || because == join_reason::no_end || because == join_reason::id_used_again;
  return out;
}

void note_wait(session_decision& in, core::instant until) {
  in.look_again = std::min(in.look_again.value_or(until), until);
}

std::vector<open_session> sort_out(const std::vector<session_part>& parts, const std::vector<known_session>& known) {
  std::vector<open_session> out;
  for (const auto& each : known) out.push_back({each, {}});
  for (const auto& each : parts) {
    auto ours = std::find_if(out.rbegin(), out.rend(), [&](const open_session& it) {
      auto apart = std::chrono::abs(each.started - it.known.opened);
      return apart <= jitter || (each.started > it.known.opened && each.started < it.known.last_seen);
    });
    auto& of = ours != out.rend() ? *ours : out.emplace_back(open_session{{each.started, each.ended, 0, 0, false}, {}});
    of.parts.push_back(&each);
    of.known.last_seen = std::max(of.known.last_seen, each.ended);
  }
  return out;
}

void join_totals(const std::vector<session_part>& parts, const std::vector<known_session>& known, const session_rules& rules,
                 core::instant now, session_decision& into) {
  auto sessions = sort_out(parts, known);
  for (const auto& of : sessions) {
    if (of.parts.empty()) continue;
    bool used_again = std::any_of(sessions.begin(), sessions.end(), [&](const auto& it) { return it.known.opened > of.known.opened; });
    auto because = of.known.ended ? std::optional{join_reason::late}
                   : any_last(of) ? std::optional{join_reason::whole}
                   : used_again   ? std::optional{join_reason::id_used_again}
                                  : out_of_patience(of, rules, now);
    if (!because) {
      note_wait(into, patience_ends(of, rules));
      continue;
    }
    auto piece = piece_of(of, *because);
    std::int64_t total = 0;
    for (const auto* each : of.parts) total = std::max(total, each->quantity);
    piece.quantity = std::max<std::int64_t>(0, total - of.known.charged);
    // What comes after a piece began where that one was reported to.
    auto before = std::find_if(known.begin(), known.end(), [&](const auto& it) { return it.opened == of.known.opened; });
    piece.start = before == known.end() || before->pieces == 0 ? of.known.opened : before->last_seen;
    piece.after.charged = std::max(total, of.known.charged);
    piece.after.pieces += piece.quantity > 0 ? 1 : 0;
    into.pieces.push_back(std::move(piece));
  }
}

// Do the parts up to the last stand without a gap? Elements number from 0 or 1, and parts before were charged already.
bool numbers_are_whole(const open_session& of) {
  std::set<int> numbers;
  int last = 0;
  for (const auto* each : of.parts) {
    numbers.insert(each->number);
    if (each->last) last = std::max(last, each->number);
  }
  bool from_the_first = *numbers.begin() <= 2 || of.known.pieces > 0;
  return from_the_first && last - *numbers.begin() + 1 == static_cast<int>(numbers.size());
}

void join_own_usage(const std::vector<session_part>& parts, const std::vector<known_session>& known, const session_rules& rules,
                    core::instant now, session_decision& into) {
  if (parts.empty()) return;
  open_session of{known.empty() ? known_session{parts.front().started, parts.front().ended, 0, 0, false} : known.back(), {}};
  for (const auto& each : parts) of.parts.push_back(&each);
  auto newest = std::max_element(parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.received < b.received; })->received;
  std::optional<join_reason> because;
  if (of.known.ended) because = join_reason::late;
  else if (any_last(of) && numbers_are_whole(of)) because = join_reason::whole;
  else if (any_last(of) && now - newest >= rules.gap) because = join_reason::parts_missing;
  else because = out_of_patience(of, rules, now);
  if (!because) return note_wait(into, any_last(of) ? newest + rules.gap : patience_ends(of, rules));
  auto piece = piece_of(of, *because);
  std::map<std::pair<int, core::instant>, std::int64_t> each_once;  // a part that was written twice
  for (const auto& each : parts) {
    auto& used = each_once[{each.number, each.started}];
    used = std::max(used, each.quantity);
  }
  for (const auto& [_, used] : each_once) piece.quantity += used;
  piece.start = parts.front().started;
  piece.after.opened = known.empty() ? piece.start : of.known.opened;
  piece.after.charged += piece.quantity;
  piece.after.pieces += piece.quantity > 0 ? 1 : 0;
  into.pieces.push_back(std::move(piece));
}

}  // namespace

session_decision decide_session(std::vector<session_part> parts, const std::vector<known_session>& known,
                                const session_rules& rules, core::instant now) {
  std::sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) {
    return std::tuple{a.started, a.ended, a.part_id} < std::tuple{b.started, b.ended, b.part_id};
  });
  auto own = std::stable_partition(parts.begin(), parts.end(), [](const auto& it) { return it.number == 0; });
  session_decision out;
  join_totals({parts.begin(), own}, known, rules, now, out);
  join_own_usage({own, parts.end()}, known, rules, now, out);
  return out;
}

}  // namespace billing
