// Reading and printing the configuration: one description of its keys serves both.
#include "app/config.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

#define TOML_EXCEPTIONS 0  // as everywhere: its two modes do not live in one program
#include <toml++/toml.h>

#include "core/money.hpp"
#include "core/zone.hpp"

namespace app {
namespace {

using check = std::string (*)(const std::string&);  // nothing when right, else what would be

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

// Every section and key there is, with the limits of its value. `keys` reads or prints them.
template <class Keys>
void describe(config& it, Keys& keys) {
  keys.section("operator");
  keys.text("name", it.business.name);
  keys.text("time_zone", it.business.time_zone, zone_complaint);
  keys.text("currency", it.business.currency, currency_complaint);
  keys.text("country_code", it.business.plan.country_code);
  keys.text("national_prefix", it.business.plan.national_prefix);
  keys.text("international_prefix", it.business.plan.international_prefix);
  keys.numbers("national_number_lengths", it.business.plan.national_lengths, 1, 15);
  keys.section("database");
  keys.secret("url", it.database.url);
  keys.text("url_file", it.database.url_file);
  keys.number("connections", it.database.connections, 2, 200);
  keys.text("role_prefix", it.database.role_prefix);
  keys.number("statement_timeout_ms", it.database.statement_timeout_ms, 100, 3'600'000);
  keys.number("slow_query_ms", it.database.slow_query_ms, 1, 3'600'000);
  keys.section("http");
  keys.text("address", it.http.address);
  keys.number("port", it.http.port, 0, 65'535);
  keys.number("workers", it.http.workers, 1, 200);
  keys.number("queue_length_max", it.http.queue_length_max, 1, 100'000);
  keys.number("body_bytes_max", it.http.body_bytes_max, 1'024, 67'108'864);
  keys.text("console_dir", it.http.console_dir);
  keys.section("metrics");
  keys.text("address", it.metrics.address);
  keys.number("port", it.metrics.port, 0, 65'535);
  keys.number("refresh_seconds", it.metrics.refresh_seconds, 1, 3'600);
  keys.section("bus");
  keys.text("address", it.bus.address);
  keys.number("usage_port", it.bus.usage_port, 0, 65'535);
  keys.number("events_port", it.bus.events_port, 0, 65'535);
  keys.number("provisioning_port", it.bus.provisioning_port, 0, 65'535);
  keys.number("hints_port", it.bus.hints_port, 0, 65'535);
  keys.number("keep_events_days", it.bus.keep_events_days, 1, 3'650);
  keys.section("activation");
  keys.text("network", it.activation.network, network_complaint);
  keys.text("hlr_address", it.activation.hlr_address);
  keys.number("errand_tries", it.activation.errand_tries, 1, 100);
  keys.number("number_quarantine_days", it.activation.number_quarantine_days, 0, 3'650);
  keys.section("billing");
  keys.number("segment_rows_max", it.billing.segment_rows_max, 1'000, 1'000'000);
  keys.number("segment_age_max_seconds", it.billing.segment_age_max_seconds, 1, 3'600);
  keys.number("ingest_workers", it.billing.ingest_workers, 1, 64);
}

// Takes values out of a parsed file; what is left over in the end nobody knows.
class reader {
 public:
  reader(toml::table& root, const std::filesystem::path& file) : root_{root}, file_{file} {}

  void section(std::string_view name) {
    finish_section();
    sections_.emplace_back(name);
    known_.clear();
    const auto* found = root_.get(name);
    if (found && !found->is_table()) wrong(found->source(), fmt::format("`{}` must be a section: [{}]", name, name));
    table_ = found ? root_.get_as<toml::table>(name) : nullptr;
  }
  void text(std::string_view key, std::string& into, check right = any_text) {
    const auto* node = find(key);
    if (!node) return;
    auto value = node->value_exact<std::string>();
    if (!value) wrong(node->source(), fmt::format("`{}` must be text in quotes", key));
    if (auto complaint = right(*value); !complaint.empty()) wrong(node->source(), fmt::format("`{}`: {}", key, complaint));
    into = *value;
  }
  void secret(std::string_view key, std::string& into) { text(key, into); }
  template <class T>
  void number(std::string_view key, T& into, std::int64_t least, std::int64_t most) {
    if (const auto* node = find(key)) into = static_cast<T>(whole(*node, key, least, most));
  }
  void numbers(std::string_view key, std::vector<std::size_t>& into, std::int64_t least, std::int64_t most) {
    const auto* node = find(key);
    if (!node) return;
    const auto* array = node->as_array();
    if (!array || array->empty()) wrong(node->source(), fmt::format("`{}` must be a list of numbers: [9, 10]", key));
    into.clear();
    for (const auto& each : *array) into.push_back(static_cast<std::size_t>(whole(each, key, least, most)));
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

struct printer {
  std::string out;
  void section(std::string_view name) { out += fmt::format("{}[{}]\n", out.empty() ? "" : "\n", name); }
  void text(std::string_view key, const std::string& value, check = any_text) { out += fmt::format("{} = \"{}\"\n", key, value); }
  void secret(std::string_view key, const std::string& value) { text(key, without_password(value)); }
  template <class T>
  void number(std::string_view key, T value, std::int64_t, std::int64_t) { out += fmt::format("{} = {}\n", key, value); }
  void numbers(std::string_view key, const std::vector<std::size_t>& value, std::int64_t, std::int64_t) {
    out += fmt::format("{} = [{}]\n", key, fmt::join(value, ", "));
  }
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
  printer keys;
  describe(copy, keys);
  return std::move(keys.out);
}

std::filesystem::path default_data_dir() {
  if (geteuid() == 0) return "/var/lib/abonent";
  if (const char* data = std::getenv("XDG_DATA_HOME"); data && *data) return std::filesystem::path{data} / "abonent";
  const char* home = std::getenv("HOME");
  return std::filesystem::path{home && *home ? home : "."} / ".local/share/abonent";
}

}  // namespace app
