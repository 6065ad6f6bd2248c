// The people of the demo operator: invented, and the same ones every time. Pure: numbers in, a town out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/instant.hpp"
#include "core/zone.hpp"

namespace app::demo {

// SplitMix64: the same seed gives the same town on every machine, which std's distributions do not promise.
class dice {
 public:
  explicit dice(std::uint64_t seed) : state_{seed} {}
  std::uint64_t roll();
  std::uint64_t below(std::uint64_t limit) { return roll() % limit; }
  bool chance(unsigned per_thousand) { return below(1000) < per_thousand; }
  template <class List>
  const auto& pick(const List& from) { return from[below(std::size(from))]; }

 private:
  std::uint64_t state_;
};

struct person {
  std::string given_name, family_name, language, email, document_number, segment;
  core::civil_date birth_date;
};

enum class offer { prepaid_voice, postpaid_bundle, fixed_internet };

// One line: who has it, what it is, when it came and went.
struct line {
  std::size_t person;  // index into town::people
  offer bought;
  core::instant activated_at;
  std::optional<core::instant> terminated_at;
  std::string leaving_reason;
  unsigned calls_per_week, messages_per_week, megabytes_per_day;
};

struct town {
  std::vector<person> people;
  std::vector<line> lines;  // by activated_at
};

// `lines` lines, of which most were there before the half year began; some came during it, some left.
town build_town(std::uint64_t seed, std::size_t lines, core::instant half_year_ago, core::instant now);

}  // namespace app::demo
