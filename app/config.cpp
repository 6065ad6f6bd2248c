// Reading and printing the configuration: one description of its keys serves both.
#include "app/config.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

#define TOML_EXCEPTIONS 0  // as everywhere: its two modes do not live in one program
#include <toml++/toml.h>

#include "app/config_keys.hpp"
#include "core/money.hpp"
#include "core/zone.hpp"

namespace app {

std::string any_text(const std::string&) { return ""; }
std::string zone_complaint(const std::string& name) {
  return core::zone::find(name) ? "" : fmt::format("there is no time zone `{}`; write an IANA name such as Europe/Warsaw", name);
}
std::string currency_complaint(const std::string& code) {
  return core::currency::parse(code) ? "" : fmt::format("`{}` is no ISO 4217 code; write one such as EUR", code);
}
std::string network_complaint(const std::string& network) {
  if (network == "none" || network == "osmo_hlr" || network == "local_osmo_hlr" || (network.starts_with("bus:") && network.size() > 4)) return "";
  return fmt::format("`{}` is no network; write osmo_hlr, local_osmo_hlr, bus:NAME or none", network);
}
std::string identity_complaint(const std::string& who) {
  for (const auto* known : {"imsi_or_login", "login", "imsi", "msisdn"})
    if (who == known) return "";
  return fmt::format("`{}` is no way to say who is charged; write imsi_or_login, login, imsi or msisdn", who);
}
std::string address_complaint(const std::string& address) {
  unsigned char bytes[sizeof(in6_addr)];
  if (inet_pton(AF_INET, address.c_str(), bytes) == 1 || inet_pton(AF_INET6, address.c_str(), bytes) == 1) return "";
  return fmt::format("`{}` is no IP address; write one such as 127.0.0.1 (a name will not do)", address);
}

namespace {

// Takes values out of a parsed file; what is left over in the end nobody knows.
class reader {
 public:
  reader(toml::table& root, const std::filesystem::path& file) : root_{root}, file_{file} {}

  void section(std::string_view name, std::string_view) {
    finish_section();
    sections_.emplace_back(name);
    known_.clear();
    const auto* found = root_.get(name);
    if (found && !found->is_table()) wrong(found->source(), fmt::format("`{}` must be a section: [{}]", name, name));
    table_ = found ? root_.get_as<toml::table>(name) : nullptr;
  }
  void text(std::string_view key, std::string& into, std::string_view, check right = any_text) {
    const auto* node = find(key);
    if (!node) return;
    auto value = node->value_exact<std::string>();
    if (!value) wrong(node->source(), fmt::format("`{}` must be text in quotes", key));
    if (auto complaint = right(*value); !complaint.empty()) wrong(node->source(), fmt::format("`{}`: {}", key, complaint));
    into = *value;
  }
  void secret(std::string_view key, std::string& into, std::string_view meaning) { text(key, into, meaning); }
  template <class T>
  void number(std::string_view key, T& into, std::int64_t least, std::int64_t most, std::string_view) {
    if (const auto* node = find(key)) into = static_cast<T>(whole(*node, key, least, most));
  }
  void numbers(std::string_view key, std::vector<std::size_t>& into, std::int64_t least, std::int64_t most, std::string_view) {
    const auto* node = find(key);
    if (!node) return;
    const auto* array = node->as_array();
    if (!array || array->empty()) wrong(node->source(), fmt::format("`{}` must be a list of numbers: [9, 10]", key));
    into.clear();
    for (const auto& each : *array) into.push_back(static_cast<std::size_t>(whole(each, key, least, most)));
  }
  void texts(std::string_view key, std::vector<std::string>& into, std::string_view, check right) {
    const auto* node = find(key);
    if (!node) return;
    const auto* array = node->as_array();
    if (!array) wrong(node->source(), fmt::format("`{}` must be a list of texts: [\"127.0.0.1\"]", key));
    into.clear();
    for (const auto& each : *array) {
      auto value = each.value_exact<std::string>();
      if (!value) wrong(each.source(), fmt::format("`{}` must be a list of texts: [\"127.0.0.1\"]", key));
      if (auto complaint = right(*value); !complaint.empty()) wrong(each.source(), fmt::format("`{}`: {}", key, complaint));
      into.push_back(*value);
    }
  }
  void finish() {
    finish_section();
    for (const auto& [key, node] : root_)
      if (std::find(sections_.begin(), sections_.end(), key.str()) == sections_.end())
        wrong(key.source(), fmt::format("there is no section [{}]; there are: {}", key.str(), fmt::join(sections_, ", ")));
  }

 private:
  void finish_section() {
    if (!table_) return;
    for (const auto& [key, node] : *table_)
      if (std::find(known_.begin(), known_.end(), key.str()) == known_.end())
        wrong(key.source(), fmt::format("[{}] has no key `{}`; it has: {}", sections_.back(), key.str(), fmt::join(known_, ", ")));
  }
  const toml::node* find(std::string_view key) {
    known_.emplace_back(key);
    return table_ ? table_->get(key) : nullptr;
  }
  std::int64_t whole(const toml::node& node, std::string_view key, std::int64_t least, std::int64_t most) const {
    auto value = node.value_exact<std::int64_t>();
    if (!value || *value < least || *value > most) wrong(node.source(), fmt::format("`{}` takes whole numbers from {} to {}", key, least, most));
    return *value;
  }
  [[noreturn]] void wrong(const toml::source_region& at, const std::string& what) const {
    throw std::runtime_error{fmt::format("{}:{}:{}: {}", file_.string(), at.begin.line, at.begin.column, what)};
  }

  toml::table& root_;
  const std::filesystem::path& file_;
  const toml::table* table_ = nullptr;
  std::vector<std::string> sections_, known_;
};

std::string without_password(std::string url) {
  if (auto at = url.find("://"); at != std::string::npos) {  // scheme://user:password@host
    auto colon = url.find(':', at + 3), end = url.find('@', at);
    if (end != std::string::npos && colon < end) url.replace(colon + 1, end - colon - 1, "****");
  }
  if (auto at = url.find("password="); at != std::string::npos) {
    auto end = url.find_first_of(" &", at);
    url.replace(at + 9, end == std::string::npos ? std::string::npos : end - at - 9, "****");
  }
  return url;
}

// A text as TOML writes it.
std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

struct printer {
  std::string out;
  void section(std::string_view name, std::string_view) { out += fmt::format("{}[{}]\n", out.empty() ? "" : "\n", name); }
  void text(std::string_view key, const std::string& value, std::string_view, check = any_text) { out += fmt::format("{} = {}\n", key, in_quotes(value)); }
  void secret(std::string_view key, const std::string& value, std::string_view meaning) { text(key, without_password(value), meaning); }
  template <class T>
  void number(std::string_view key, T value, std::int64_t, std::int64_t, std::string_view) { out += fmt::format("{} = {}\n", key, value); }
  void numbers(std::string_view key, const std::vector<std::size_t>& value, std::int64_t, std::int64_t, std::string_view) {
    out += fmt::format("{} = [{}]\n", key, fmt::join(value, ", "));
  }
  void texts(std::string_view key, const std::vector<std::string>& value, std::string_view, check) {
    std::vector<std::string> each;
    for (const auto& one : value) each.push_back(in_quotes(one));
    out += fmt::format("{} = [{}]\n", key, fmt::join(each, ", "));
  }
};

// A table a section, for docs/operating/configuration.md.
struct explainer {
  std::string out;
  void section(std::string_view name, std::string_view meaning) {
    out += fmt::format("{}### [{}]\n\n{}\n\n| key | default | takes | meaning |\n|---|---|---|---|\n", out.empty() ? "" : "\n", name, meaning);
  }
  void row(std::string_view key, const std::string& by_default, const std::string& takes, std::string_view meaning) {
    out += fmt::format("| `{}` | `{}` | {} | {} |\n", key, by_default, takes, meaning);
  }
  void text(std::string_view key, const std::string& value, std::string_view meaning, check = any_text) { row(key, in_quotes(value), "text", meaning); }
  void secret(std::string_view key, const std::string& value, std::string_view meaning) { text(key, value, meaning); }
  template <class T>
  void number(std::string_view key, T value, std::int64_t least, std::int64_t most, std::string_view meaning) {
    row(key, fmt::format("{}", value), fmt::format("{} to {}", least, most), meaning);
  }
  void numbers(std::string_view key, const std::vector<std::size_t>& value, std::int64_t least, std::int64_t most, std::string_view meaning) {
    row(key, fmt::format("[{}]", fmt::join(value, ", ")), fmt::format("list of {} to {}", least, most), meaning);
  }
  void texts(std::string_view key, const std::vector<std::string>&, std::string_view meaning, check) { row(key, "[]", "list of texts", meaning); }
};

std::string first_line(const std::string& of, const std::filesystem::path& named_in) {
  std::ifstream in{of};
  std::string line;
  if (!std::getline(in, line)) throw std::runtime_error{fmt::format("{}: the file `{}` of [database] url_file cannot be read", named_in.string(), of)};
  return line;
}

}  // namespace

config read_config(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) throw std::runtime_error{fmt::format("{}: there is no such file", file.string())};
  config out;
  out.data_dir = default_data_dir();
  auto parsed = toml::parse_file(file.string());
  if (!parsed) {
    const auto& error = parsed.error();
    throw std::runtime_error{fmt::format("{}:{}:{}: {}", file.string(), error.source().begin.line, error.source().begin.column, error.description())};
  }
  auto& root = parsed.table();
  reader keys{root, file};
  describe(out, keys);
  keys.finish();
  if (!out.database.url_file.empty()) {
    if (!out.database.url.empty()) throw std::runtime_error{fmt::format("{}: [database] has both url and url_file; keep one", file.string())};
    out.database.url = first_line(out.database.url_file, file);
  }
  return out;
}

std::string printed(const config& it) {
  config copy = it;
  if (!copy.database.url_file.empty()) copy.database.url.clear();  // one of the two, so that what is printed can be read again
  printer keys;
  describe(copy, keys);
  return std::move(keys.out);
}

std::string explained() {
  config defaults;
  explainer keys;
  describe(defaults, keys);
  return std::move(keys.out);
}

std::filesystem::path default_data_dir() {
  if (geteuid() == 0) return "/var/lib/abonent";
  if (const char* data = std::getenv("XDG_DATA_HOME"); data && *data) return std::filesystem::path{data} / "abonent";
  const char* home = std::getenv("HOME");
  return std::filesystem::path{home && *home ? home : "."} / ".local/share/abonent";
}

}  // namespace app
