// How one sort of file says what was used: from a row to a usage record, or a reason why not.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "adapters/cdr_files/row_reader.hpp"
#include "bus/usage_sink.hpp"
#include "core/refusal.hpp"
#include "core/zone.hpp"

namespace cdr_files {

// As bus::usage_record, owning its texts.
struct usage {
  std::string record_key, subscriber, other_party, network, charging_id;
  bus::usage_service service = bus::usage_service::voice;
  bus::usage_subscriber_kind subscriber_kind = bus::usage_subscriber_kind::msisdn;
  bus::usage_direction direction = bus::usage_direction::originated;
  core::instant start;
  std::int64_t quantity = 0;

  [[nodiscard]] bus::usage_record view() const;
  friend bool operator==(const usage&, const usage&) = default;
};

// A row that is rightly no usage: a call nobody answered, a row a skip rule names.
struct passed_over {};

// A row that should have been usage. The reason says what is wrong and how to mend it; never whose it is.
struct reject {
  std::string reason;
};

using reading = std::variant<usage, passed_over, reject>;

class layout {
 public:
  virtual ~layout() = default;
  [[nodiscard]] virtual row_rules rows() const = 0;
  [[nodiscard]] virtual std::size_t lines_before() const { return 0; }  // of the header, or of the first row
  [[nodiscard]] virtual bool has_header() const { return false; }
  // Told the header row before the first row of each file. Refused: header_wrong.
  virtual core::result<void> take_header(const row&) { return {}; }
  [[nodiscard]] virtual reading read(const row& from) const = 0;
};

// `csv` needs a mapping (TOML, see README.md); `asterisk` takes one with a few words of its own. `default_zone` is
// where wall clock times are from when the mapping does not say. Refused: format_unknown, mapping_wrong with line and
// column.
core::result<std::unique_ptr<layout>> make_layout(std::string_view format, std::string_view mapping_toml,
                                                  const core::zone& default_zone);

}  // namespace cdr_files
