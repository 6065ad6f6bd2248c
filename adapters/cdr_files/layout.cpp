// The formats there are.
#include "adapters/cdr_files/layout.hpp"

#include "adapters/cdr_files/asterisk.hpp"
#include "adapters/cdr_files/mapping.hpp"
#include "adapters/cdr_files/refusals.hpp"

namespace cdr_files {

core::result<std::unique_ptr<layout>> make_layout(std::string_view format, std::string_view mapping_toml,
                                                  const core::zone& default_zone) {
  if (format == "csv") {
    auto by = read_mapping(mapping_toml, default_zone);
    if (!by) return by.error();
    return std::make_unique<mapped_layout>(std::move(*by));
  }
  if (format == "asterisk") {
    auto by = read_asterisk_rules(mapping_toml, default_zone);
    if (!by) return by.error();
    return std::make_unique<asterisk_layout>(std::move(*by));
  }
  return format_unknown;
}

}  // namespace cdr_files
