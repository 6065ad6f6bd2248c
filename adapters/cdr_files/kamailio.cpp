// A dialog is a call id and two tags; either side may say BYE, so the tags are taken in order of text.
#include "adapters/cdr_files/kamailio.hpp"

#include <fmt/format.h>

#include <sstream>

#include "adapters/cdr_files/refusals.hpp"
#include "adapters/cdr_files/toml_nodes.hpp"
#include "core/utf8.hpp"
#include "core/uuid.hpp"

namespace cdr_files {

struct kamailio_layout::request {
  std::string method, key, subscriber, other_party;
  int code = 0;
  std::optional<core::instant> at;
};

namespace {

constexpr std::size_t text_bytes_max = 200;  // bus/proto/abonent/v1/usage.proto

class dialog_reader : public node_reader {
 public:
  explicit dialog_reader(const core::zone& zone_otherwise) { out_.time.zone = zone_otherwise; }

  dialog_rules read(const toml::table& all) {
    for (const auto& [key, node] : all) top_level(key.str(), node);
    if (!mistake() && (out_.subscriber == 0 || out_.other_party == 0))
      wrong(all, "[columns] must say where `subscriber` and `other_party` stand: acc writes there what its configuration says");
    if (auto complaint = complaint_about(out_.time); !mistake() && !complaint.empty())
      wrong(*all.get("start_format"), "`start_format`: " + complaint);
    return std::move(out_);
  }

 private:
  void top_level(std::string_view name, const toml::node& node) {
    if (name == "separator") return void(out_.rows.separator = character(node, name));
    if (name == "quoted") return void(out_.rows.quoted = flag(node, name));
    if (name == "start_format") return void(out_.time.format = text(node, name));
    if (name == "start_zone") return void(out_.time.zone = zone(node, name));
    if (name == "wait_hours") return void(out_.wait = std::chrono::hours{number(node, name, 1, 24 * 31)});
    if (name == "subscriber_kind") return void(out_.subscriber_kind = word(node, name, {"msisdn", "imsi", "login"}));
    if (name == "direction") return void(out_.direction = word(node, name, {"originated", "terminated"}));
    const auto* entries = name == "columns" ? node.as_table() : nullptr;
    if (!entries) return wrong(node, fmt::format("`{}` means nothing here", name));
    for (const auto& [key, value] : *entries) {
      auto* into = column_named(key.str());
      if (into)
        *into = static_cast<std::size_t>(number(value, key.str(), 1, 1'000));
      else
        wrong(value, fmt::format("`{}` is no column of acc", key.str()));
    }
  }
  std::size_t* column_named(std::string_view name) {
    const std::pair<std::string_view, std::size_t*> all[] = {
        {"method", &out_.method}, {"from_tag", &out_.from_tag}, {"to_tag", &out_.to_tag},         {"call_id", &out_.call_id},
        {"code", &out_.code},     {"time", &out_.at},           {"subscriber", &out_.subscriber}, {"other_party", &out_.other_party}};
    for (const auto& [known, column] : all)
      if (known == name) return column;
    return nullptr;
  }
  dialog_rules out_;
};

}  // namespace

core::result<dialog_rules> read_dialog_rules(std::string_view toml, const core::zone& default_zone) {
  return read_toml(toml, dialog_reader{default_zone});
}

core::result<kamailio_layout::request> kamailio_layout::parse(const row& from) const {
  auto field = [&](std::size_t number) { return number <= from.fields.size() ? from.fields[number - 1] : std::string{}; };
  auto wrong = [](std::string why) { return header_wrong.because(std::move(why)); };
  auto least = std::max({by_.method, by_.from_tag, by_.to_tag, by_.call_id, by_.code, by_.at});
  if (from.fields.size() < least) return wrong(fmt::format("the row has {} fields; the time stands in the {}th", from.fields.size(), least));
  request out;
  out.method = field(by_.method);
  auto code = field(by_.code);
  auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), out.code);
  if (error != std::errc{} || end != code.data() + code.size() || out.code < 100 || out.code > 699)
    return wrong(fmt::format("`{}` is no SIP status code", code));
  auto at = field(by_.at);
  if (!at.empty() && !(out.at = parse_time(at, by_.time))) return wrong(fmt::format("`{}` is no time in the form {}", at, by_.time.format));
  auto from_tag = field(by_.from_tag), to_tag = field(by_.to_tag), call_id = field(by_.call_id);
  if (call_id.empty()) return wrong("there is no call id");
  out.key = fmt::format("{} {} {}", call_id, std::min(from_tag, to_tag), std::max(from_tag, to_tag));
  out.subscriber = field(by_.subscriber);
  out.other_party = field(by_.other_party);
  for (const auto* text : {&out.key, &out.subscriber, &out.other_party})
    if (core::first_bad_byte(*text)) return wrong("the row is not UTF-8 text");
  if (out.subscriber.size() > text_bytes_max || out.other_party.size() > text_bytes_max) return wrong("a number is longer than 200 bytes");
  return out;
}

reading kamailio_layout::read(const row& from) {
  changed_ = false;
  if (!from.wrong.empty()) return reject{from.wrong};
  auto it = parse(from);
  if (!it) return reject{it.error().detail()};
  if (it->at) newest_ = std::max(newest_, *it->at);
  return take(*it, from.raw);
}

reading kamailio_layout::take(const request& it, const std::string& raw) {
  bool invite = it.method == "INVITE", ack = it.method == "ACK", bye = it.method == "BYE";
  bool answers = (invite || ack) && it.code / 100 == 2;
  if (!answers && !bye) return passed_over{};  // not answered, or CANCEL and whatever else acc was told to write
  if (bye && !it.at) return reject{"a BYE has no time"};
  auto at = open_.find(it.key);
  bool known = at != open_.end();
  if (ack && (!known || at->second.answered || !it.at)) return passed_over{};  // the answer's time is the INVITE's
  if (invite && known && !at->second.invite.empty()) return passed_over{};     // the dialog asked for something anew
  if (bye && known && !at->second.bye.empty()) return passed_over{};           // both sides said it
  if (invite && it.subscriber.empty()) return reject{"the INVITE names no subscriber"};
  if (!known) at = open_.emplace(it.key, half{}).first;
  auto& of = at->second;
  if (invite) {
    of.invite = raw;
    of.subscriber = it.subscriber;
    of.other_party = it.other_party;
  }
  if (ack) of.ack = raw;
  if (bye) {
    of.bye = raw;
    of.ended = it.at;
  } else if (it.at) {
    of.answered = it.at;
  }
  changed_ = true;
  if (of.since == undated) date(it.key, of, it.at.value_or(undated));
  return of.answered && of.ended && !of.invite.empty() ? finish(at) : laid_by{};
}

void kamailio_layout::date(const std::string& key, half& of, core::instant at) {
  oldest_.erase({of.since, key});
  of.since = at;
  oldest_.emplace(at, key);
}

reading kamailio_layout::finish(std::map<std::string, half>::iterator at) {
  auto of = std::move(at->second);
  auto key = at->first;
  oldest_.erase({of.since, key});
  open_.erase(at);
  if (*of.ended < *of.answered) return reject{"the BYE came before the answer: the clocks of the rows do not agree"};
  usage out;
  out.record_key = key.size() <= text_bytes_max ? key : core::uuid::named(key).text();
  out.charging_id = out.record_key;
  out.subscriber = of.subscriber;
  out.other_party = of.other_party;
  out.subscriber_kind = by_.subscriber_kind == "login" ? bus::usage_subscriber_kind::login
                        : by_.subscriber_kind == "imsi" ? bus::usage_subscriber_kind::imsi
                                                        : bus::usage_subscriber_kind::msisdn;
  out.direction = by_.direction == "terminated" ? bus::usage_direction::terminated : bus::usage_direction::originated;
  out.start = *of.answered;
  out.quantity = std::chrono::ceil<std::chrono::seconds>(*of.ended - *of.answered).count();
  return out;
}

std::vector<given_up> kamailio_layout::give_up() {
  std::vector<given_up> out;
  if (newest_ == core::instant{}) return out;
  while (!oldest_.empty() && oldest_.rbegin()->first == undated) {
    auto key = oldest_.rbegin()->second;
    date(key, open_.at(key), newest_);  // an INVITE without a time: it waits from now on
  }
  while (!oldest_.empty() && oldest_.begin()->first + by_.wait < newest_) {
    auto at = open_.find(oldest_.begin()->second);
    const auto& of = at->second;
    if (!of.invite.empty())
      out.push_back({of.invite, fmt::format("an answered INVITE without a BYE for {} h: the call's end is not known", by_.wait.count())});
    if (!of.ack.empty()) out.push_back({of.ack, "the ACK of a call whose end is not known"});
    if (!of.bye.empty())
      out.push_back({of.bye, fmt::format("a BYE without an answered INVITE for {} h: a second BYE, or the INVITE's file is missing",
                                         by_.wait.count())});
    oldest_.erase(oldest_.begin());
    open_.erase(at);
  }
  return out;
}

void kamailio_layout::recall(const std::string& raw) {
  std::istringstream text{raw};
  row_reader rows{text, by_.rows};
  row each;
  if (rows.next(each)) read(each);
}

void kamailio_layout::forget(const std::string& raw) {
  for (auto at = open_.begin(); at != open_.end(); ++at) {
    if (at->second.invite != raw && at->second.ack != raw && at->second.bye != raw) continue;
    oldest_.erase({at->second.since, at->first});
    open_.erase(at);
    return;
  }
}

std::vector<std::string> kamailio_layout::remembered() const {
  std::vector<std::string> out;
  for (const auto& [_, of] : open_)
    for (const auto* raw : {&of.invite, &of.ack, &of.bye})
      if (!raw->empty()) out.push_back(*raw);
  return out;
}

}  // namespace cdr_files
