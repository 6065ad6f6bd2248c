// The formats there are, and what all rows of text have in common.
#include "adapters/cdr_files/layout.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "adapters/cdr_files/asterisk.hpp"
#include "adapters/cdr_files/cucm.hpp"
#include "adapters/cdr_files/detail.hpp"
#include "adapters/cdr_files/freeswitch.hpp"
#include "adapters/cdr_files/kamailio.hpp"
#include "adapters/cdr_files/mapping.hpp"
#include "adapters/cdr_files/refusals.hpp"
#include "adapters/cdr_files/three_gpp.hpp"

namespace cdr_files {
namespace {

using made = core::result<std::unique_ptr<layout>>;

template <class Layout, class Rules>
made made_of(core::result<Rules> by) {
  if (!by) return by.error();
  return std::make_unique<Layout>(std::move(*by));
}

}  // namespace

bus::usage_record usage::view() const {
  bus::usage_record out;
  out.record_key = record_key;
  out.service = service;
  out.subscriber = subscriber;
  out.subscriber_kind = subscriber_kind;
  out.other_party = other_party;
  out.start = start;
  out.quantity = quantity;
  out.direction = direction;
  out.network = network;
  out.charging_id = charging_id;
  out.part = part;
  out.ended = ended;
  out.part_number = part_number;
  return out;
}

core::result<std::unique_ptr<record_reader>> row_layout::open(std::istream& in, row_place from) {
  row_reader from_start{in, rows()};
  for (std::size_t i = 0; i < lines_before(); ++i) from_start.skip_line();
  if (has_header()) {
    row header;
    if (!from_start.next(header)) return header_wrong.because("The file is empty.");
    if (auto taken = take_header(header); !taken) return taken.error();
    head_ = header.raw + "\n";
  }
  auto begin = from_start.here();
  return std::make_unique<row_reader>(in, rows(), from.offset > begin.offset ? from : begin);
}

made make_layout(std::string_view format, std::string_view toml, const core::zone& zone) {
  if (format == "csv") return made_of<mapped_layout>(read_mapping(toml, zone, mapping_kind::delimited));
  if (format == "fixed") return made_of<mapped_layout>(read_mapping(toml, zone, mapping_kind::fixed_width));
  if (format == "asterisk") return made_of<asterisk_layout>(read_element_rules(toml, zone, {"src", "accountcode"}));
  if (format == "freeswitch") return made_of<freeswitch_layout>(read_element_rules(toml, zone, {"caller", "accountcode"}));
  if (format == "cucm") return made_of<cucm_layout>(read_element_rules(toml, zone, {"calling", "login"}));
  if (format == "kamailio") return made_of<kamailio_layout>(read_dialog_rules(toml, zone));
  if (format == "detail") return made_of<detail_layout>(read_detail_rules(toml, zone));
  if (format == "3gpp") return made_of<three_gpp_layout>(read_three_gpp_rules(toml));
  return format_unknown.because(fmt::format("Say one of {}.", fmt::join(formats, ", ")));
}

}  // namespace cdr_files
