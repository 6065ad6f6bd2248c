// Attribute names are those of FreeRADIUS's dictionaries; meanings RFC 2866, 2869 (gigawords) and TS 29.061 (3GPP).
#include "adapters/cdr_files/detail.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "adapters/cdr_files/toml_nodes.hpp"
#include "core/utf8.hpp"
#include "core/uuid.hpp"

namespace cdr_files {
namespace {

constexpr std::size_t text_bytes_max = 200;  // bus/proto/abonent/v1/usage.proto

class detail_rules_reader : public node_reader {
 public:
  explicit detail_rules_reader(const core::zone& zone_otherwise) { out_.zone = zone_otherwise; }
  detail_rules read(const toml::table& all) {
    for (const auto& [key, node] : all) {
      if (key == "start_zone")
        out_.zone = zone(node, "start_zone");
      else if (key == "subscriber")
        out_.subscriber = text(node, "subscriber");
      else if (key == "subscriber_kind")
        out_.subscriber_kind = word(node, "subscriber_kind", {"msisdn", "imsi", "login"});
      else if (key == "service")
        out_.by_seconds = word(node, "service", {"data", "voice"}) == "voice";
      else
        wrong(node, fmt::format("`{}` means nothing here", key.str()));
    }
    return std::move(out_);
  }

 private:
  detail_rules out_;
};

// Paragraphs between blank lines.
class paragraph_reader final : public record_reader {
 public:
  paragraph_reader(std::istream& in, row_place from) : lines_{in, {'\n', false, {}}, from}, here_{from} {}
  [[nodiscard]] row_place here() const override { return here_; }

  // A line that is not indented begins a record, blank line or not.
  bool next(row& into) override {
    into = {};
    row line;
    bool any = false;
    while (held_ || lines_.next(line)) {
      if (held_) line = std::exchange(held_, std::nullopt).value();
      bool begins = line.raw[0] != '\t' && line.raw[0] != ' ';
      if (begins && any) {
        held_ = line;
        here_ = line.at;
        break;
      }
      if (!any) into.at = line.at;
      any = true;
      into.raw += (into.raw.empty() ? "" : "\n") + line.raw;
      into.fields.push_back(line.raw);
      if (!line.wrong.empty()) into.wrong = line.wrong;
      if (into.raw.size() > row_bytes_max) into.wrong = "the record is longer than 65536 bytes";
      if (into.raw.size() > 2 * row_bytes_max) into.raw.resize(row_bytes_max);
      here_ = line.next;
    }
    into.next = here_;
    return any;
  }

 private:
  row_reader lines_;
  row_place here_;
  std::optional<row> held_;
};

using attributes = std::map<std::string, std::string, std::less<>>;

std::string unquoted(std::string_view value) {
  if (value.size() < 2 || value.front() != '"' || value.back() != '"') return std::string{value};
  std::string out;
  value = value.substr(1, value.size() - 2);
  for (std::size_t at = 0; at < value.size(); ++at)
    out += value[at] == '\\' && at + 1 < value.size() ? value[++at] : value[at];
  return out;
}

attributes read_attributes(const row& from) {
  attributes out;
  for (std::size_t i = 1; i < from.fields.size(); ++i) {
    std::string_view line{from.fields[i]};
    auto first = line.find_first_not_of(" \t"), equals = line.find(" = ");
    if (first == std::string_view::npos || equals == std::string_view::npos || equals < first) continue;
    out.emplace(line.substr(first, equals - first), unquoted(line.substr(equals + 3)));
  }
  return out;
}

std::optional<std::int64_t> number_of(const attributes& in, std::string_view name) {
  auto at = in.find(name);
  if (at == in.end()) return std::nullopt;
  std::int64_t out = 0;
  const auto& text = at->second;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size() || out < 0) return std::nullopt;
  return out;
}

std::string text_of(const attributes& in, std::string_view name) {
  auto at = in.find(name);
  return at == in.end() ? std::string{} : at->second;
}

// `Apr 11 2017 11:10:41 UTC`, or without a zone we know: a wall clock time of the rules' zone.
std::optional<core::instant> parse_date(std::string_view text, const core::zone& zone) {
  constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  for (std::size_t i = 0; i < 12; ++i) {
    if (!text.starts_with(months[i])) continue;
    auto rest = std::string{text.substr(3)};
    bool utc = rest.ends_with(" UTC") || rest.ends_with(" GMT");
    if (auto letters = rest.find_last_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ"); letters != std::string::npos) rest.resize(letters + 1);
    while (rest.ends_with(' ')) rest.pop_back();
    while (rest.starts_with(' ')) rest.erase(0, 1);
    return parse_time(fmt::format("{} {}", i + 1, rest), {"%m %d %Y %H:%M:%S", utc ? core::zone::utc() : zone});
  }
  return std::nullopt;
}

// `Tue Apr 11 11:10:42 2017`, which FreeRADIUS writes above each record.
std::optional<core::instant> parse_heading(const std::string& text, const core::zone& zone) {
  if (text.size() < 20 || text[3] != ' ') return std::nullopt;
  auto year = text.rfind(' '), time = text.rfind(' ', year - 1);
  if (time == std::string::npos || time < 5) return std::nullopt;
  return parse_date(fmt::format("{} {} {}", text.substr(4, time - 4), text.substr(year + 1), text.substr(time + 1, year - time - 1)), zone);
}

// When the NAS says it happened; else when it was written down, less the time it took to be sent.
std::optional<core::instant> event_time(const row& from, const attributes& in, const core::zone& zone) {
  if (auto said = text_of(in, "Event-Timestamp"); !said.empty()) return parse_date(said, zone);
  auto delay = std::chrono::seconds{std::min<std::int64_t>(number_of(in, "Acct-Delay-Time").value_or(0), 86'400)};
  if (auto arrived = number_of(in, "Timestamp"); arrived && *arrived < 253'402'300'799) return core::instant::from_seconds(*arrived) - delay;
  auto written = parse_heading(from.fields[0], zone);
  return written ? std::optional{*written - delay} : std::nullopt;
}

constexpr std::int64_t counter_max = 0xffff'ffff;

std::optional<std::int64_t> octets(const attributes& in, const char* low, const char* high) {
  auto bytes = number_of(in, low).value_or(0), gigawords = number_of(in, high).value_or(0);
  if (bytes > counter_max || gigawords > 0x7fff) return std::nullopt;
  return gigawords * (counter_max + 1) + bytes;  // RFC 2869 5.1
}

enum class status { start, interim, stop, all_ended, other };

status status_of(std::string_view said) {
  if (said == "Start") return status::start;
  if (said == "Interim-Update" || said == "Alive") return status::interim;
  if (said == "Stop") return status::stop;
  if (said == "Accounting-On" || said == "Accounting-Off") return status::all_ended;
  return status::other;
}

std::string nas_of(const attributes& in) {
  for (const auto* name : {"NAS-Identifier", "NAS-IP-Address", "NAS-IPv6-Address"})
    if (auto it = text_of(in, name); !it.empty()) return it;
  return {};
}

// What was used, and by whom; the first thing wrong.
std::string fill_session(const attributes& in, const detail_rules& by, usage& out) {
  auto seconds = number_of(in, "Acct-Session-Time").value_or(0);
  auto up = octets(in, "Acct-Input-Octets", "Acct-Input-Gigawords"), down = octets(in, "Acct-Output-Octets", "Acct-Output-Gigawords");
  if (!up || !down || seconds > 10 * 366 * 86'400) return "a counter is larger than any session's";
  out.start = out.ended - std::chrono::seconds{seconds};
  out.quantity = by.by_seconds ? seconds : *up + *down;
  out.service = by.by_seconds ? bus::usage_service::voice : bus::usage_service::data;
  out.subscriber = text_of(in, by.subscriber);
  if (out.subscriber.empty()) return fmt::format("there is no {}", by.subscriber);
  out.subscriber_kind = by.subscriber_kind == "msisdn" ? bus::usage_subscriber_kind::msisdn
                        : by.subscriber_kind == "imsi" ? bus::usage_subscriber_kind::imsi
                                                       : bus::usage_subscriber_kind::login;
  out.other_party = text_of(in, "Called-Station-Id");
  out.network = text_of(in, "3GPP-SGSN-MCC-MNC");
  // A record that is sent again says the same, but for how long it was on its way.
  out.record_key = fmt::format("{} {} {} {} {}", out.charging_id, text_of(in, "Acct-Status-Type"), text_of(in, "Event-Timestamp"), seconds, *up + *down);
  return {};
}

}  // namespace

core::result<detail_rules> read_detail_rules(std::string_view toml, const core::zone& default_zone) {
  return read_toml(toml, detail_rules_reader{default_zone});
}

core::result<std::unique_ptr<record_reader>> detail_layout::open(std::istream& in, row_place from) {
  return std::make_unique<paragraph_reader>(in, from);
}

reading detail_layout::read(const row& from) {
  if (!from.wrong.empty()) return reject{from.wrong};
  auto in = read_attributes(from);
  auto said = text_of(in, "Acct-Status-Type");
  if (said.empty()) return reject{"there is no Acct-Status-Type"};
  auto what = status_of(said);
  if (what == status::other) return passed_over{};  // Failed, Tunnel-Start and the like
  auto nas = nas_of(in), session = text_of(in, "Acct-Session-Id");
  if (nas.empty()) return reject{"neither NAS-Identifier nor NAS-IP-Address says whose record it is"};
  auto at = event_time(from, in, by_.zone);
  if (!at) return reject{"there is no time that can be read: Event-Timestamp, Timestamp, or the date above the record"};
  usage out;
  out.ended = out.start = *at;
  if (what == status::all_ended) {
    out.part = bus::usage_part::all_ended;
    out.charging_id = nas + "/";
    out.record_key = fmt::format("{} {} {}", out.charging_id, said, at->micros() / 1'000'000);
  } else {
    if (session.empty()) return reject{"there is no Acct-Session-Id"};
    out.part = what == status::stop ? bus::usage_part::last : bus::usage_part::some;
    out.charging_id = nas + "/" + session;
    if (auto wrong = fill_session(in, by_, out); !wrong.empty()) return reject{wrong};
  }
  if (out.record_key.size() > text_bytes_max) out.record_key = core::uuid::named(out.record_key).text();
  for (const auto* each : {&out.subscriber, &out.other_party, &out.charging_id, &out.record_key, &out.network})
    if (each->size() > text_bytes_max || core::first_bad_byte(*each)) return reject{"a text is longer than 200 bytes, or no UTF-8"};
  return out;
}

}  // namespace cdr_files
