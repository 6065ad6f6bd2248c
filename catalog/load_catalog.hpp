// Publishing a catalogue file: an `offering`, a `tariff`, or both. A published version never changes.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/offering.hpp"
#include "catalog/tariff.hpp"
#include "core/refusal.hpp"
#include "db/tx.hpp"

namespace catalog {

struct catalog_file {
  std::optional<catalog::tariff> tariff;
  std::optional<catalog::offering> offering;
  std::string tariff_content, offering_content;  // canonical
};
// Refused with catalog_file_wrong: every mistake with its line and column.
core::result<catalog_file> read_catalog_file(std::string_view json);

struct loaded_version {
  std::string what;  // `tariff` or `offering`
  std::string code;
  int version;
  bool is_new;  // false: exactly this was published before, nothing was done
};

// All of the file or, refused, nothing. Refuses other content for a published version, a version that does not begin
// after the one before it, a tariff version that would price usage of the past anew, an offering without its tariff.
// `approve` is asked about a tariff version that is new: nothing is published that fails its own truth cases, which
// billing knows how to run.
using approval = std::function<core::result<void>(const tariff&)>;
core::result<std::vector<loaded_version>> load_catalog(db::tx& t, core::instant now, std::string_view json,
                                                       const approval& approve = {});

struct latest_version {
  int version;
  core::instant valid_from;
};
// The rule for a version that is not published yet. `reprices`: usage may have been charged by the one before.
core::result<void> decide_publication(const std::optional<latest_version>& latest, int version,
                                      core::instant valid_from, core::instant now, bool reprices);

}  // namespace catalog
