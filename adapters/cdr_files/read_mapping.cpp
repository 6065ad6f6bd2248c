// A mapping file (TOML): which column is which field.
#include <fmt/format.h>

#include "adapters/cdr_files/toml_nodes.hpp"

namespace cdr_files {
namespace {

class mapping_reader : public node_reader {
 public:
  mapping_reader(const core::zone& zone, mapping_kind kind) : fixed_{kind == mapping_kind::fixed_width} {
    out_.time.zone = zone;
    if (fixed_) out_.rows = {'\n', false, {}};  // a row is one field, and columns are cut out of it
  }

  mapping read(const toml::table& all) {
    for (const auto& [key, node] : all) top_level(key.str(), node);
    if (!mistake()) finish(all);
    return std::move(out_);
  }

 private:
  field_source* field(std::string_view name) {
    const std::pair<std::string_view, field_source*> all[] = {{"record_key", &out_.record_key},
                                                              {"subscriber", &out_.subscriber},
                                                              {"other_party", &out_.other_party},
                                                              {"start", &out_.start},
                                                              {"quantity", &out_.quantity},
                                                              {"network", &out_.network},
                                                              {"charging_id", &out_.charging_id},
                                                              {"service", &out_.service},
                                                              {"subscriber_kind", &out_.subscriber_kind},
                                                              {"direction", &out_.direction}};
    for (const auto& [known, source] : all)
      if (known == name) return source;
    return nullptr;
  }

  void top_level(std::string_view name, const toml::node& node) {
    if (fixed_ && (name == "separator" || name == "quoted" || name == "header"))
      return wrong(node, fmt::format("`{}` means nothing where columns have a fixed width", name));
    if (name == "separator") return void(out_.rows.separator = character(node, name));
    if (name == "comment") return void(out_.rows.comment = text(node, name));
    if (name == "start_format") return void(out_.time.format = text(node, name));
    if (name == "quantity_unit") return void(out_.quantity_unit = text(node, name));
    if (name == "columns" || name == "constants" || name == "values") return table(name, node);
    if (name == "skip") return skips(node);
    if (name == "header") return void(out_.header = flag(node, name));
    if (name == "quoted") return void(out_.rows.quoted = flag(node, name));
    if (name == "start_zone") return void(out_.time.zone = zone(node, name));
    if (name == "skip_lines") {
      out_.skip_lines = static_cast<std::size_t>(number(node, name, 0, 1'000));
      return;
    }
    wrong(node, fmt::format("`{}` means nothing here", name));
  }

  void table(std::string_view name, const toml::node& node) {
    const auto* entries = node.as_table();
    if (!entries) return wrong(node, fmt::format("[{}] must be a table", name));
    for (const auto& [key, value] : *entries) {
      auto* of = field(key.str());
      if (!of)
        wrong(value, fmt::format("`{}` is no field of a usage record", key.str()));
      else if (name == "columns")
        columns(*of, key.str(), value);
      else if (name == "constants")
        of->constant = value.is_integer() ? std::to_string(*value.value<std::int64_t>()) : text(value, key.str());
      else
        meanings(*of, key.str(), value);
    }
  }
  column place(const toml::node& of, std::string_view name) { return fixed_ ? one_stretch(of, name) : one_column(of, name); }
  void columns(field_source& of, std::string_view name, const toml::node& value) {
    if (name == "record_key" && value.value_exact<std::string>() == "*") return void(of.whole_row = true);
    if (const auto* list = value.as_array()) {
      for (const auto& each : *list) of.columns.push_back(place(each, name));
    } else {
      of.columns.push_back(place(value, name));
    }
    if (of.columns.empty()) wrong(value, fmt::format("`{}` names no column", name));
  }
  void meanings(field_source& of, std::string_view name, const toml::node& value) {
    const auto* entries = value.as_table();
    if (!entries) return wrong(value, fmt::format("[values.{}] must be a table", name));
    for (const auto& [said, meaning] : *entries) of.values.emplace(said.str(), text(meaning, said.str()));
  }

  void skips(const toml::node& node) {
    const auto* list = node.as_array();
    if (!list) return wrong(node, "write each rule under its own [[skip]]");
    for (const auto& each : *list) {
      const auto* entries = each.as_table();
      if (!entries) return wrong(each, "write each rule under its own [[skip]]");
      skip_rule rule;
      for (const auto& [key, value] : *entries) {
        if (key == "column")
          rule.where = place(value, "column");
        else if (key == "is")
          rule.is = texts(value, "is");
        else if (key == "is_not")
          rule.is_not = texts(value, "is_not");
        else
          wrong(value, fmt::format("`{}` means nothing here", key.str()));
      }
      if ((rule.where.name.empty() && rule.where.number == 0 && rule.where.to == 0) || (rule.is.empty() && rule.is_not.empty()))
        wrong(each, "a [[skip]] has `column` and `is` or `is_not`");
      out_.skips.push_back(std::move(rule));
    }
  }

  void finish(const toml::table& all) {
    for (const auto* name : {"record_key", "subscriber", "start", "quantity"}) {
      const auto& of = *field(name);
      if (of.columns.empty() && of.constant.empty() && !of.whole_row)
        wrong(all, fmt::format("`{}` needs a column", name));
    }
    for (auto [name, otherwise] :
         {std::pair{"service", "voice"}, {"subscriber_kind", "msisdn"}, {"direction", "originated"}})
      if (auto& of = *field(name); of.columns.empty() && of.constant.empty()) of.constant = otherwise;
    if (auto complaint = complaint_about(out_.time); !complaint.empty())
      wrong(*all.get("start_format"), "`start_format`: " + complaint);
    if (!is_quantity_unit(out_.quantity_unit))
      wrong(*all.get("quantity_unit"),
            "`quantity_unit` must be s, ms, min, h, duration, clock, count, B, kB, MB, GB, KiB, MiB or GiB");
    if (!out_.header && !fixed_) forbid_names(all);
  }
  void forbid_names(const toml::table& all) {
    auto named = [&](const column& it) {
      if (!it.name.empty())
        wrong(all, fmt::format("column `{}` is named, but the file has no header: set header = true or give its number",
                               it.name));
    };
    for (const auto* name : {"record_key", "subscriber", "other_party", "start", "quantity", "network", "charging_id",
                             "service", "subscriber_kind", "direction"})
      for (const auto& each : field(name)->columns) named(each);
    for (const auto& rule : out_.skips) named(rule.where);
  }

  bool fixed_;
  mapping out_;
};

}  // namespace

core::result<mapping> read_mapping(std::string_view toml, const core::zone& default_zone, mapping_kind kind) {
  return read_toml(toml, mapping_reader{default_zone, kind});
}

}  // namespace cdr_files
