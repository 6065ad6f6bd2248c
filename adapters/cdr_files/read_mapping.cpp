// A mapping file (TOML): unknown keys are mistakes, told with line and column.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <initializer_list>
#include <optional>

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "adapters/cdr_files/asterisk.hpp"
#include "adapters/cdr_files/mapping.hpp"
#include "adapters/cdr_files/refusals.hpp"

namespace cdr_files {
namespace {

core::refusal told(const toml::source_position& place, std::string_view what) {
  return mapping_wrong.because(fmt::format("Line {}, column {}: {}.", place.line, place.column, what));
}

// Reading goes on after a mistake, with something harmless; the first one is told.
class node_reader {
 public:
  [[nodiscard]] const std::optional<core::refusal>& mistake() const { return first_; }

 protected:
  void wrong(const toml::node& at, std::string_view what) {
    if (!first_) first_ = told(at.source().begin, what);
  }

  std::string text(const toml::node& of, std::string_view name) {
    if (auto it = of.value_exact<std::string>()) return *it;
    wrong(of, fmt::format("`{}` must be a text", name));
    return {};
  }
  core::zone zone(const toml::node& of, std::string_view name) {
    auto it = core::zone::find(text(of, name));
    if (!it) wrong(of, "there is no such time zone; write an IANA name such as Europe/Warsaw");
    return it.value_or(core::zone::utc());
  }
  bool flag(const toml::node& of, std::string_view name) {
    auto it = of.value_exact<bool>();
    if (!it) wrong(of, fmt::format("`{}` must be true or false", name));
    return it.value_or(false);
  }
  char character(const toml::node& of, std::string_view name) {
    auto it = text(of, name);
    if (it == "tab") return '\t';
    if (it.size() != 1) wrong(of, fmt::format("`{}` must be one character, or \"tab\"", name));
    return it.empty() ? ',' : it[0];
  }
  std::vector<std::string> texts(const toml::node& of, std::string_view name) {
    if (of.is_string()) return {text(of, name)};
    std::vector<std::string> out;
    if (const auto* list = of.as_array()) {
      for (const auto& each : *list) out.push_back(text(each, name));
    } else {
      wrong(of, fmt::format("`{}` must be a text or a list of texts", name));
    }
    return out;
  }
  column one_column(const toml::node& of, std::string_view name) {
    if (auto it = of.value_exact<std::string>(); it && !it->empty()) return {*it, 0};
    if (auto it = of.value_exact<std::int64_t>(); it && *it >= 1 && *it <= 10'000)
      return {{}, static_cast<std::size_t>(*it)};
    wrong(of, fmt::format("`{}` must name a column, or be its number from 1 on", name));
    return {{}, 1};
  }

 private:
  std::optional<core::refusal> first_;
};

class mapping_reader : public node_reader {
 public:
  explicit mapping_reader(const core::zone& zone) { out_.time.zone = zone; }

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
      auto it = node.value_exact<std::int64_t>().value_or(-1);
      if (it < 0 || it > 1'000) wrong(node, "`skip_lines` must be a number from 0 to 1000");
      out_.skip_lines = static_cast<std::size_t>(std::max<std::int64_t>(it, 0));
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
  void columns(field_source& of, std::string_view name, const toml::node& value) {
    if (name == "record_key" && value.value_exact<std::string>() == "*") return void(of.whole_row = true);
    if (const auto* list = value.as_array()) {
      for (const auto& each : *list) of.columns.push_back(one_column(each, name));
    } else {
      of.columns.push_back(one_column(value, name));
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
          rule.where = one_column(value, "column");
        else if (key == "is")
          rule.is = texts(value, "is");
        else if (key == "is_not")
          rule.is_not = texts(value, "is_not");
        else
          wrong(value, fmt::format("`{}` means nothing here", key.str()));
      }
      if ((rule.where.name.empty() && rule.where.number == 0) || (rule.is.empty() && rule.is_not.empty()))
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
    if (!out_.header) forbid_names(all);
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

  mapping out_;
};

class asterisk_reader : public node_reader {
 public:
  explicit asterisk_reader(const core::zone& zone_otherwise) { out_.zone = zone_otherwise; }

  asterisk_rules read(const toml::table& all) {
    for (const auto& [key, node] : all) {
      if (key == "start_zone")
        out_.zone = zone(node, "start_zone");
      else if (key == "subscriber")
        out_.by_account = word(node, "subscriber", {"src", "accountcode"}) == "accountcode";
      else if (key == "subscriber_kind")
        out_.subscriber_kind = word(node, "subscriber_kind", {"msisdn", "imsi", "login"});
      else if (key == "direction")
        out_.direction = word(node, "direction", {"originated", "terminated"});
      else
        wrong(node, fmt::format("`{}` means nothing here", key.str()));
    }
    return std::move(out_);
  }

 private:
  std::string word(const toml::node& of, std::string_view name, std::initializer_list<std::string_view> words) {
    auto said = text(of, name);
    if (std::find(words.begin(), words.end(), said) == words.end())
      wrong(of, fmt::format("`{}` must be one of {}", name, fmt::join(words, ", ")));
    return said;
  }
  asterisk_rules out_;
};

template <class Reader>
auto read_toml(std::string_view text, Reader reader) -> core::result<decltype(reader.read(toml::table{}))> {
  auto parsed = toml::parse(text);
  if (!parsed) return told(parsed.error().source().begin, parsed.error().description());
  auto out = reader.read(parsed.table());
  if (reader.mistake()) return *reader.mistake();
  return out;
}

}  // namespace

core::result<mapping> read_mapping(std::string_view toml, const core::zone& default_zone) {
  return read_toml(toml, mapping_reader{default_zone});
}

core::result<asterisk_rules> read_asterisk_rules(std::string_view toml, const core::zone& default_zone) {
  return read_toml(toml, asterisk_reader{default_zone});
}

}  // namespace cdr_files
