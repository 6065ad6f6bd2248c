// The wishes of activation as osmo-hlr 1.5 understands them. What it gets wrong is told in README.md, each with the
// measure taken here.
#include "adapters/osmo_hlr/hlr_network.hpp"

#include <thread>

#include "core/assert.hpp"

namespace osmo_hlr {

using activation::network_answer;
using activation::network_line;
using activation::network_outcome;

namespace {

const network_answer done{network_outcome::done, {}};

network_answer refused(std::string why) { return {network_outcome::refused, std::move(why)}; }
network_answer try_later(std::string why) { return {network_outcome::try_later, std::move(why)}; }
network_answer unknown(std::string why) { return {network_outcome::unknown, std::move(why)}; }

std::string by_imsi(const core::imsi& card) { return "subscriber.by-imsi-" + std::string{card.digits()}; }
std::string line_of(const core::imsi& card) { return "subscriber imsi " + std::string{card.digits()} + " update "; }

std::string_view name_of(activation::card_algorithm algorithm) {
  switch (algorithm) {
    case activation::card_algorithm::milenage: return "milenage";
    case activation::card_algorithm::comp128v1: return "comp128v1";
    case activation::card_algorithm::comp128v2: return "comp128v2";
    case activation::card_algorithm::comp128v3: return "comp128v3";
  }
  ABONENT_ASSERT(!"a card algorithm");
}

ctrl_request keys_request(const core::imsi& card, const activation::card_keys& keys) {
  ABONENT_ASSERT(keys.opc.has_value() == (keys.algorithm == activation::card_algorithm::milenage));
  std::string value;
  value.reserve(128);  // no reallocation leaves a piece of a key behind
  value.append(name_of(keys.algorithm)).append(",").append(keys.ki.hex());
  if (!keys.opc) return ctrl_request::set(by_imsi(card) + ".aud2g", std::move(value));
  // 5 is the length of the index inside SQN (TS 33.102 C.3.2) that osmo-hlr's own documentation uses for USIMs.
  value.append(",opc,").append(keys.opc->hex()).append(",5");
  return ctrl_request::set(by_imsi(card) + ".aud3g", std::move(value));
}

network_line parse_line(std::string_view info) {
  auto field = [&](std::string_view name) { return info_field(info, name).value_or(std::string_view{}); };
  network_line out;
  out.calls_on = field("nam_cs") == "1";
  out.data_on = field("nam_ps") == "1";
  out.msisdn = field("msisdn");
  out.seen = !field("vlr_number").empty() || !field("sgsn_number").empty();
  return out;
}

}  // namespace

struct hlr_network::reading {
  enum class how { read, no_such_card, unreachable } came;
  network_line line{};
  std::string imsi{};
};

hlr_network::hlr_network(hlr_config config)
    : config_{std::move(config)}, ctrl_{config_.at, config_.waits}, vty_{config_.at, config_.waits} {}

// One wish. While its outcome is unknown it begins again with a new connection and a reading; what cannot be settled
// in a few attempts stays unknown, also where only the last attempt failed to reach the network.
network_answer hlr_network::settle(const attempt& once) {
  std::lock_guard lock{one_at_a_time_};
  bool may_have_happened = false;
  network_answer answer;
  for (int i = 0; i < config_.attempts; ++i) {
    if (i > 0) std::this_thread::sleep_for(config_.between_attempts);
    answer = once();
    if (answer.outcome == network_outcome::done || answer.outcome == network_outcome::refused) return answer;
    if (answer.outcome == network_outcome::unknown) may_have_happened = true;
    ctrl_.disconnect();
    vty_.disconnect();
  }
  if (may_have_happened) answer.outcome = network_outcome::unknown;
  return answer;
}

hlr_network::reading hlr_network::read(const std::string& selector) {
  auto answer = ctrl_.ask(ctrl_request::get(selector + ".info"));  // never info-aud: it shows the keys
  if (answer.is_value()) {
    return {reading::how::read, parse_line(answer.text), std::string{info_field(answer.text, "imsi").value_or("")}};
  }
  if (answer.is_error("No such subscriber.")) return {reading::how::no_such_card};
  return {reading::how::unreachable};
}

network_answer hlr_network::type_and_compare(const core::imsi& card, std::initializer_list<std::string> lines,
                                             const std::function<bool(const network_line&)>& as_wished) {
  auto said = vty_.type(lines);
  if (said.came == typed::how::not_sent) return try_later("hlr_unreachable");
  if (said.came == typed::how::unknown) return unknown("hlr_gave_no_answer");
  auto now = read(by_imsi(card));
  if (now.came == reading::how::unreachable) return unknown("hlr_unreachable");
  if (now.came == reading::how::no_such_card) return refused("card_unknown");
  // osmo-hlr says nothing at all when its database was locked and a change of service was not kept.
  if (!as_wished(now.line)) return try_later("hlr_did_not_keep_it");
  return done;
}

network_answer hlr_network::load_card(const core::imsi& card, const activation::card_keys& keys) {
  return settle([&] { return load_once(card, keys); });
}

// Service goes off before the keys go in, so that no card can be used in between. Any step may be repeated.
network_answer hlr_network::load_once(const core::imsi& card, const activation::card_keys& keys) {
  if (auto made = make_card(card); made.outcome != network_outcome::done) return made;
  const ctrl_request off[] = {ctrl_request::set(by_imsi(card) + ".ps-enabled", "0"),
                              ctrl_request::set(by_imsi(card) + ".cs-enabled", "0")};
  for (const auto& each : ctrl_.ask_all(off)) {
    if (each.came == ctrl_answer::how::error) return try_later("hlr_did_not_keep_it");
    if (!each.is_value()) return unknown("hlr_gave_no_answer");
  }
  auto keyed = ctrl_.ask(keys_request(card, keys));
  if (keyed.came == ctrl_answer::how::error) return try_later("hlr_did_not_keep_it");
  if (!keyed.is_value()) return unknown("hlr_gave_no_answer");
  auto now = read(by_imsi(card));
  if (now.came != reading::how::read) return unknown("hlr_unreachable");
  return now.line.all_off() ? done : try_later("hlr_did_not_keep_it");
}

// "Already exists" is a card of an earlier attempt only if nobody has a line on it and no network element knows it.
network_answer hlr_network::make_card(const core::imsi& card) {
  auto made = ctrl_.ask(ctrl_request::set("subscriber.create", std::string{card.digits()}));
  if (made.is_value()) return done;
  if (made.came == ctrl_answer::how::not_sent) return try_later("hlr_unreachable");
  if (made.came == ctrl_answer::how::unknown) return unknown("hlr_gave_no_answer");
  if (made.is_error("Invalid IMSI value.")) return refused("card_not_accepted");
  if (!made.is_error("Subscriber already exists.")) return try_later("hlr_did_not_keep_it");
  auto there = read(by_imsi(card));
  if (there.came != reading::how::read) return try_later("hlr_unreachable");
  if (!there.line.msisdn.empty() || there.line.seen) return refused("card_in_use");
  return done;
}

network_answer hlr_network::switch_on(const core::imsi& card) {
  return settle([&] {
    auto now = read(by_imsi(card));
    if (now.came == reading::how::unreachable) return try_later("hlr_unreachable");
    if (now.came == reading::how::no_such_card) return refused("card_unknown");
    if (now.line.all_on()) return done;
    return type_and_compare(card, {line_of(card) + "network-access-mode cs+ps"}, [](const auto& it) { return it.all_on(); });
  });
}

network_answer hlr_network::switch_off(const core::imsi& card) {
  return settle([&] { return switch_off_once(card); });
}

network_answer hlr_network::switch_off_once(const core::imsi& card) {
  auto now = read(by_imsi(card));
  if (now.came == reading::how::unreachable) return try_later("hlr_unreachable");
  if (now.came == reading::how::no_such_card) return refused("card_unknown");
  auto off = line_of(card) + "network-access-mode none";
  auto is_off = [](const network_line& it) { return it.all_off(); };
  if (!now.line.all_off()) return type_and_compare(card, {off}, is_off);
  if (!now.line.seen) return done;
  // It reads as off, but somebody may have written that over CTRL, or osmo-hlr may have died before it told the
  // network. Only a change is told, so it is changed: both lines run before any other client is heard.
  return type_and_compare(card, {line_of(card) + "network-access-mode cs+ps", off}, is_off);
}

network_answer hlr_network::give_number(const core::imsi& card, const core::msisdn& number) {
  return settle([&] { return give_number_once(card, number); });
}

network_answer hlr_network::give_number_once(const core::imsi& card, const core::msisdn& number) {
  auto now = read(by_imsi(card));
  if (now.came == reading::how::unreachable) return try_later("hlr_unreachable");
  if (now.came == reading::how::no_such_card) return refused("card_unknown");
  bool has_it = now.line.msisdn == number.digits();
  if (has_it && !now.line.seen) return done;  // else typed again: that tells the network again
  auto answer = type_and_compare(card, {line_of(card) + "msisdn " + std::string{number.digits()}},
                                 [&](const auto& it) { return it.msisdn == number.digits(); });
  // One sentence of osmo-hlr's stands for every failure of this write; only a reading tells them apart.
  if (answer.outcome == network_outcome::try_later && on_another_card(card, number)) return refused("number_on_another_card");
  return answer;
}

bool hlr_network::on_another_card(const core::imsi& card, const core::msisdn& number) {
  auto holder = read("subscriber.by-msisdn-" + std::string{number.digits()});
  return holder.came == reading::how::read && holder.imsi != card.digits();
}

network_answer hlr_network::take_number(const core::imsi& card, const core::msisdn& number) {
  return settle([&] {
    auto now = read(by_imsi(card));
    if (now.came == reading::how::unreachable) return try_later("hlr_unreachable");
    if (now.came == reading::how::no_such_card) return refused("card_unknown");
    if (now.line.msisdn != number.digits()) return done;
    return type_and_compare(card, {line_of(card) + "msisdn none"}, [](const auto& it) { return it.msisdn.empty(); });
  });
}

std::optional<network_line> hlr_network::read_line(const core::imsi& card) {
  std::lock_guard lock{one_at_a_time_};
  auto now = read(by_imsi(card));
  if (now.came == reading::how::unreachable) now = read(by_imsi(card));  // the connection was an old one
  if (now.came == reading::how::unreachable) throw activation::network_unavailable{"osmo-hlr does not answer"};
  if (now.came == reading::how::no_such_card) return std::nullopt;
  return now.line;
}

}  // namespace osmo_hlr
