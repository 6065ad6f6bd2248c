// Reading them.
#include "adapters/cdr_files/element_rules.hpp"

#include "adapters/cdr_files/toml_nodes.hpp"

namespace cdr_files {
namespace {

class element_reader : public node_reader {
 public:
  element_reader(const core::zone& zone_otherwise, std::vector<std::string_view> subscribers)
      : subscribers_{std::move(subscribers)} {
    out_.zone = zone_otherwise;
    out_.subscriber = subscribers_.front();
  }

  element_rules read(const toml::table& all) {
    for (const auto& [key, node] : all) {
      if (key == "start_zone")
        out_.zone = zone(node, "start_zone");
      else if (key == "start_format")
        start_format(node);
      else if (key == "subscriber")
        out_.subscriber = word(node, "subscriber", subscribers_);
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
  void start_format(const toml::node& of) {
    out_.start_format = text(of, "start_format");
    if (auto complaint = complaint_about({out_.start_format, out_.zone}); !complaint.empty())
      wrong(of, "`start_format`: " + complaint);
  }

  std::vector<std::string_view> subscribers_;
  element_rules out_;
};

}  // namespace

core::result<element_rules> read_element_rules(std::string_view toml, const core::zone& default_zone,
                                               std::initializer_list<std::string_view> subscribers) {
  return read_toml(toml, element_reader{default_zone, subscribers});
}

}  // namespace cdr_files
