// Which record it is, and what of it is usage. The numbers are the tags of TS 32.298's modules CSChargingDataTypes,
// GPRSChargingDataTypes, IMSChargingDataTypes and MMTelChargingDataTypes.
#include "adapters/cdr_files/three_gpp.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/cdr_files/ber.hpp"
#include "adapters/cdr_files/three_gpp_fields.hpp"
#include "adapters/cdr_files/three_gpp_file.hpp"
#include "adapters/cdr_files/toml_nodes.hpp"
#include "core/utf8.hpp"
#include "core/uuid.hpp"

namespace cdr_files {
namespace {

constexpr std::size_t text_bytes_max = 200;                 // bus/proto/abonent/v1/usage.proto
constexpr std::int64_t seconds_max = 10LL * 366 * 86'400;
constexpr std::int64_t bytes_max = 1'000'000'000'000'000;  // a petabyte: more is no record

class three_gpp_rules_reader : public node_reader {
 public:
  three_gpp_rules read(const toml::table& all) {
    for (const auto& [key, node] : all) {
      if (key == "subscriber")
        out_.by_msisdn = word(node, "subscriber", {"imsi", "msisdn"}) == "msisdn";
      else if (key == "data_from")
        out_.data_of_sgsn = word(node, "data_from", {"pgw", "sgsn"}) == "sgsn";
      else if (key == "calls_from")
        out_.calls_of_scscf = word(node, "calls_from", {"mmtel", "scscf"}) == "scscf";
      else if (key == "home_networks")
        out_.home_networks = texts(node, "home_networks");
      else
        wrong(node, fmt::format("`{}` means nothing here", key.str()));
    }
    return std::move(out_);
  }

 private:
  three_gpp_rules out_;
};

// Wrong: the first that is. The caller looks before it believes anything.
struct reading_record {
  const three_gpp_fields& in;
  const three_gpp_rules& by;
  usage out = {};
  std::string wrong = {};

  void complain(std::string what) {
    if (wrong.empty()) wrong = std::move(what);
  }
  core::instant time(unsigned tag, std::string_view name) {
    auto it = in.time(tag);
    if (!it) complain(fmt::format("{} is {}", name, in.has(tag) ? "no time" : "missing"));
    return it.value_or(core::instant{});
  }
  std::int64_t integer(unsigned tag, std::string_view name, std::int64_t most) {
    auto it = in.integer(tag);
    if (it && *it >= 0 && *it <= most) return *it;
    complain(fmt::format("{} is {}", name, in.has(tag) ? "out of range" : "missing"));
    return 0;  // nothing is reckoned with what is out of range
  }
  void served(std::string_view imsi, std::string_view msisdn) {
    auto identity = imsi.empty() ? std::nullopt : tbcd_digits(imsi);
    auto number = msisdn.empty() ? std::nullopt : directory_number(msisdn);
    if ((!imsi.empty() && !identity) || (!msisdn.empty() && !number)) complain("the served IMSI or MSISDN is no number");
    bool by_number = number && !number->empty() && (by.by_msisdn || !identity || identity->empty());
    out.subscriber = by_number ? *number : identity.value_or("");
    out.subscriber_kind = by_number ? bus::usage_subscriber_kind::msisdn : bus::usage_subscriber_kind::imsi;
    if (out.subscriber.empty()) complain("neither servedIMSI nor servedMSISDN says who is charged");
  }
  void number_of(unsigned tag, std::string_view name) {
    if (!in.has(tag)) return;
    auto it = directory_number(in.bytes(tag));
    if (!it) complain(fmt::format("{} is no number", name));
    out.other_party = it.value_or("");
  }
  // Elements number partial records from 0 or 1; here the first is 1 or 2.
  void part_of(std::string charging_id, std::int64_t number, bool last, core::instant ended) {
    out.charging_id = std::move(charging_id);
    out.part = last ? bus::usage_part::last : bus::usage_part::some;
    out.part_number = static_cast<std::uint32_t>(number + 1);
    out.ended = ended;
  }
  reading done() {
    if (!wrong.empty()) return reject{wrong};
    if (out.record_key.size() > text_bytes_max) out.record_key = core::uuid::named(out.record_key).text();
    if (out.charging_id.size() > text_bytes_max) out.charging_id = core::uuid::named(out.charging_id).text();
    for (const auto* each : {&out.record_key, &out.charging_id, &out.subscriber, &out.other_party, &out.network})
      if (each->size() > text_bytes_max || core::first_bad_byte(*each)) return reject{"a text is longer than 200 bytes, or no UTF-8"};
    return std::move(out);
  }
};

// MOCallRecord and MTCallRecord differ in where their fields stand.
struct call_tags {
  unsigned imsi, msisdn, other, translated, entity, answer, duration, cause, reference, sequence, network_reference;
  bus::usage_direction direction;
};
constexpr call_tags originated_call{1, 3, 5, 6, 9, 23, 25, 30, 32, 33, 38, bus::usage_direction::originated};
constexpr call_tags terminated_call{1, 3, 4, 127, 6, 20, 22, 27, 29, 30, 33, bus::usage_direction::terminated};
constexpr std::int64_t partial_record = 1;  // CauseForTerm

reading read_call(const three_gpp_fields& in, const three_gpp_rules& by, const call_tags& at) {
  if (!in.has(at.answer)) return passed_over{};  // nobody answered
  reading_record it{in, by};
  auto& out = it.out;
  it.served(in.bytes(at.imsi), in.bytes(at.msisdn));
  it.number_of(in.has(at.other) ? at.other : at.translated, "the other party");
  out.service = bus::usage_service::voice;
  out.direction = at.direction;
  out.start = it.time(at.answer, "answerTime");
  out.quantity = it.integer(at.duration, "callDuration", seconds_max);
  auto reference = hex_of(in.bytes(at.entity)) + "/" + hex_of(in.bytes(at.reference)) + "/" + hex_of(in.bytes(at.network_reference));
  if (!in.has(at.reference)) it.complain("callReference is missing");
  auto sequence = in.has(at.sequence) ? it.integer(at.sequence, "sequenceNumber", 1'000'000) : 0;
  bool partial = in.integer(at.cause) == partial_record;
  out.record_key = fmt::format("{}/{}/{}", reference, out.start.micros() / 1'000'000, sequence);
  out.charging_id = reference;
  if (partial || in.has(at.sequence)) it.part_of(reference, sequence, !partial, out.start + std::chrono::seconds{out.quantity});
  return it.done();
}

reading read_sms_sent(const three_gpp_fields& in, const three_gpp_rules& by) {
  if (in.has(10)) return passed_over{};  // smsResult tells why it failed
  reading_record it{in, by};
  it.served(in.bytes(1), in.bytes(3));
  if (auto to = short_message_address(in.bytes(12)))
    it.out.other_party = *to;
  else
    it.complain("destinationNumber is missing, or no number");
  it.out.service = bus::usage_service::sms;
  it.out.start = it.time(9, "originationTime");
  it.out.quantity = 1;
  it.out.record_key = fmt::format("{}/{}/{}/{}", hex_of(in.bytes(6)), it.out.subscriber, it.out.start.micros() / 1'000'000, hex_of(in.bytes(8)));
  return it.done();
}

reading read_sms_received(const three_gpp_fields& in, const three_gpp_rules& by, std::string_view record) {
  if (in.has(9)) return passed_over{};
  reading_record it{in, by};
  it.served(in.bytes(2), in.bytes(4));
  it.out.service = bus::usage_service::sms;
  it.out.direction = bus::usage_direction::terminated;
  it.out.start = it.time(8, "deliveryTime");
  it.out.quantity = 1;
  // Nothing in it tells two messages of one second apart but the record itself.
  it.out.record_key = core::uuid::named(record).text();
  return it.done();
}

struct data_tags {
  unsigned imsi, msisdn, gateway, charging_id, apn, volumes, opening, duration, cause, sequence, services;
};
constexpr data_tags gateway_data{3, 22, 4, 5, 7, 12, 13, 14, 15, 17, 34};
constexpr data_tags sgsn_data{3, 27, 11, 10, 12, 15, 16, 17, 19, 21, 127};

// Up and down of every container; nothing when one cannot be read.
std::optional<std::int64_t> volume_of(std::string_view containers, unsigned up, unsigned down) {
  std::int64_t sum = 0;
  ber_reader each{containers};
  ber_value container;
  while (each.next(container)) {
    auto fields = three_gpp_fields::read(container.bytes);
    if (!fields) return std::nullopt;
    for (auto tag : {up, down}) {
      auto volume = fields->has(tag) ? fields->integer(tag) : std::optional<std::int64_t>{0};
      if (!volume || *volume < 0 || *volume > bytes_max - sum) return std::nullopt;
      sum += *volume;
    }
  }
  return each.sound() ? std::optional{sum} : std::nullopt;
}

// CauseForRecClosing: what closes a record while the session goes on. Volume and time limit, serving node, conditions,
// management, intersystem, RAT, time zone, PLMN.
bool goes_on(std::int64_t cause) { return cause >= 16 && cause <= 24; }

// servingNodePLMNIdentifier, TS 24.008 10.5.1.13: MCC1 MCC2, MCC3 MNC3, MNC1 MNC2; F where the MNC has two digits.
std::string network_of(std::string_view octets, const three_gpp_rules& by) {
  if (octets.size() != 3) return {};
  auto nibble = [&](std::size_t i, int shift) { return static_cast<unsigned char>(octets[i]) >> shift & 0xf; };
  std::string out;
  for (auto each : {nibble(0, 0), nibble(0, 4), nibble(1, 0), nibble(2, 0), nibble(2, 4), nibble(1, 4)})
    if (each <= 9)
      out += static_cast<char>('0' + each);
    else if (each != 0xf)
      return {};
  bool home = std::find(by.home_networks.begin(), by.home_networks.end(), out) != by.home_networks.end();
  return home ? std::string{} : out;
}

reading read_data(const three_gpp_fields& in, const three_gpp_rules& by, const data_tags& at) {
  reading_record it{in, by};
  auto& out = it.out;
  it.served(in.bytes(at.imsi), in.bytes(at.msisdn));
  out.service = bus::usage_service::data;
  out.other_party = in.bytes(at.apn);
  if (&at == &gateway_data) out.network = network_of(in.bytes(27), by);
  out.start = it.time(at.opening, "recordOpeningTime");
  auto seconds = it.integer(at.duration, "duration", seconds_max);
  auto volume = in.has(at.services) ? volume_of(in.bytes(at.services), 12, 13) : volume_of(in.bytes(at.volumes), 3, 4);
  if (!volume) it.complain("a container of volumes cannot be read");
  out.quantity = volume.value_or(0);
  auto id = it.integer(at.charging_id, "chargingID", 0xffff'ffff);
  out.charging_id = fmt::format("{}/{}", address_text(in.bytes(at.gateway)), id);
  auto sequence = in.has(at.sequence) ? it.integer(at.sequence, "recordSequenceNumber", 1'000'000'000) : 0;
  out.record_key = fmt::format("{}/{}/{}", out.charging_id, out.start.micros() / 1'000'000, sequence);
  auto cause = it.integer(at.cause, "causeForRecClosing", 255);
  if (in.has(at.sequence) || goes_on(cause)) it.part_of(out.charging_id, sequence, !goes_on(cause), out.start + std::chrono::seconds{seconds});
  return it.done();
}

constexpr std::int64_t terminating_role = 1;
constexpr std::int64_t time_limit = 3, service_change = 4, management = 5;  // CauseForRecordClosing of IMS

std::string first_party(std::string_view list) {
  std::string out;
  ber_reader each{list};
  ber_value party;
  while (each.next(party)) {
    if (!party.context || party.tag > 1) continue;
    auto name = party_of_uri(party.bytes);
    if (out.empty() || party.tag == 1 || name.starts_with('+')) out = name;  // a number rather than a name
  }
  return out;
}

// SubscriptionID: E.164, IMSI, SIP URI, ...
void served_by_ims(reading_record& it, const std::string& own_party) {
  ber_reader each{it.in.bytes(31)};
  ber_value entry;
  std::string number, imsi;
  while (each.next(entry)) {
    auto fields = three_gpp_fields::read(entry.bytes);
    if (!fields) return it.complain("list-of-subscription-ID cannot be read");
    if (fields->integer(0) == 0) number = fields->bytes(1);
    if (fields->integer(0) == 1) imsi = fields->bytes(1);
  }
  if (!each.sound()) it.complain("list-of-subscription-ID cannot be read");
  bool by_imsi = !imsi.empty() && !it.by.by_msisdn;
  it.out.subscriber = by_imsi ? imsi : !number.empty() ? number : own_party;
  it.out.subscriber_kind = by_imsi ? bus::usage_subscriber_kind::imsi : bus::usage_subscriber_kind::msisdn;
  if (it.out.subscriber.empty()) it.complain("no subscription id and no party says who is charged");
}

core::duration fraction(const three_gpp_fields& in, unsigned tag) {
  auto it = in.integer(tag).value_or(0);
  return std::chrono::milliseconds{it >= 0 && it < 1'000 ? it : 0};
}

reading read_ims(const three_gpp_fields& in, const three_gpp_rules& by) {
  if (in.has(2) && in.bytes(2) != "INVITE") return passed_over{};
  if (!in.has(10)) return passed_over{};  // never delivered: nobody answered
  reading_record it{in, by};
  auto& out = it.out;
  bool terminating = in.integer(3) == terminating_role;
  auto calling = first_party(in.bytes(6)), called = first_party(in.bytes(7));
  served_by_ims(it, terminating ? called : calling);
  out.other_party = terminating ? calling : called;
  out.direction = terminating ? bus::usage_direction::terminated : bus::usage_direction::originated;
  out.service = bus::usage_service::voice;
  auto sequence = in.has(16) ? it.integer(16, "recordSequenceNumber", 1'000'000) : 0;
  auto cause = in.integer(17).value_or(0);
  bool more = cause == time_limit || cause == service_change || cause == management;
  bool from_opening = sequence > 1 && in.has(12);  // a later part begins where the one before was closed
  out.start = from_opening ? it.time(12, "recordOpeningTime") : it.time(10, "serviceDeliveryStartTimeStamp") + fraction(in, 38);
  auto ended = in.has(11) && !more ? it.time(11, "serviceDeliveryEndTimeStamp") + fraction(in, 39) : it.time(13, "recordClosureTime");
  if (ended < out.start) it.complain("it ends before it begins");
  out.quantity = std::chrono::ceil<std::chrono::seconds>(ended - out.start).count();
  auto icid = std::string{in.bytes(19)};
  if (icid.empty()) it.complain("IMS-Charging-Identifier is missing");
  if (core::first_bad_byte(icid)) icid = hex_of(icid);
  out.charging_id = fmt::format("{}/{}", icid, terminating ? "t" : "o");
  out.record_key = fmt::format("{}/{}/{}", out.charging_id, hex_of(in.bytes(4).substr(0, 40)), sequence);
  if (in.has(16) || more) it.part_of(out.charging_id, sequence, !more, ended);
  return it.done();
}

}  // namespace

core::result<three_gpp_rules> read_three_gpp_rules(std::string_view toml) { return read_toml(toml, three_gpp_rules_reader{}); }

reading read_three_gpp(std::string_view record, const three_gpp_rules& by) {
  ber_reader all{record};
  ber_value choice;
  if (!all.next(choice) || !choice.context || !choice.constructed) return reject{"this is no record of TS 32.298"};
  if (all.left() > 0) return reject{"bytes follow the record within its length"};
  auto in = three_gpp_fields::read(choice.bytes);
  if (!in) return reject{"a field's length leads past the end of the record"};
  switch (choice.tag) {
    case 0: return read_call(*in, by, originated_call);
    case 1: return read_call(*in, by, terminated_call);
    case 6: return read_sms_sent(*in, by);
    case 7: return read_sms_received(*in, by, record);
    case 20: return by.data_of_sgsn ? read_data(*in, by, sgsn_data) : passed_over{};
    case 21:  // a GGSN's, of older releases
    case 79: return by.data_of_sgsn ? passed_over{} : read_data(*in, by, gateway_data);
    case 63: return by.calls_of_scscf ? read_ims(*in, by) : passed_over{};
    case 83: return by.calls_of_scscf ? passed_over{} : read_ims(*in, by);
  }
  return choice.tag <= 200 ? reading{passed_over{}} : reading{reject{fmt::format("there is no record with tag {}", choice.tag)}};
}

core::result<std::unique_ptr<record_reader>> three_gpp_layout::open(std::istream& in, row_place from) {
  auto it = open_three_gpp(in, from);
  if (!it) return it.error();
  numbered_ = it->numbered;
  return std::move(it->records);
}

reading three_gpp_layout::read(const row& from) {
  if (!from.wrong.empty()) return reject{from.wrong};
  return read_three_gpp(from.raw, by_);
}

std::string three_gpp_layout::as_it_stood(const row& of) const { return hex_of(of.raw) + "\n"; }

}  // namespace cdr_files
