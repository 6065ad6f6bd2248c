// The steps in the order in which they can fail; the first that fails is the reason.
#include "billing/decide_usage.hpp"

namespace billing {
namespace {

constexpr std::size_t text_max = 200;  // bytes; a login is an NAI of at most 253 (RFC 7542), a real one far below
const core::instant earliest = core::instant::from_seconds(946'684'800);  // 2000-01-01: no operator bills before
constexpr auto ahead_at_most = std::chrono::hours{1};

std::optional<catalog::service> service_of(bus::usage_service it) {
  switch (it) {
    case bus::usage_service::voice: return catalog::service::voice;
    case bus::usage_service::sms: return catalog::service::sms;
    case bus::usage_service::data: return catalog::service::data;
    case bus::usage_service::content: return catalog::service::content;
    case bus::usage_service::unspecified: break;
  }
  return std::nullopt;
}

// Who is charged, in the form the store keeps; nothing when it is none.
std::optional<std::pair<charged_by, std::string>> read_subscriber(const bus::usage_record& record, const core::numbering_plan& plan) {
  switch (record.subscriber_kind) {
    case bus::usage_subscriber_kind::msisdn:
      if (auto number = plan.normalise(record.subscriber)) return std::pair{charged_by::msisdn, std::string{number->digits()}};
      break;
    case bus::usage_subscriber_kind::imsi:
      if (auto number = core::imsi::parse(record.subscriber)) return std::pair{charged_by::imsi, std::string{number->digits()}};
      break;
    case bus::usage_subscriber_kind::login:
      if (!record.subscriber.empty()) return std::pair{charged_by::login, std::string{record.subscriber}};
      break;
    case bus::usage_subscriber_kind::unspecified: break;
  }
  return std::nullopt;
}

suspense_reason reason_of(rating_outcome it) {
  switch (it) {
    case rating_outcome::no_destination: return suspense_reason::no_destination;
    case rating_outcome::no_price_then: return suspense_reason::no_price_then;
    case rating_outcome::out_of_range: return suspense_reason::out_of_range;
    case rating_outcome::no_section:
    case rating_outcome::rated: break;
  }
  return suspense_reason::no_section;
}

// Numbers are normalised; a service code, a voicemail or an APN stays as it was written.
void read_other_party(const bus::usage_record& record, const core::numbering_plan& plan, usage_decision& into) {
  bool may_be_number = into.service == catalog::service::voice || into.service == catalog::service::sms;
  auto number = may_be_number ? plan.normalise(record.other_party) : std::nullopt;
  into.other_is_number = number.has_value();
  into.other_party = number ? number->digits() : record.other_party;
}

bool is_readable(const bus::usage_record& record) {
  return record.subscriber_kind != bus::usage_subscriber_kind::unspecified && record.subscriber.size() <= text_max &&
         record.other_party.size() <= text_max && record.network.size() <= text_max;
}

}  // namespace

usage_facts facts_of(const bus::usage_record& record, const usage_decision& decided) {
  usage_facts out;
  out.service = decided.service;
  out.direction = decided.incoming ? catalog::direction::terminated : catalog::direction::originated;
  out.start = record.start;
  out.quantity = record.quantity;
  out.amount_micros = record.amount_micros;
  out.other_party = decided.other_party;
  out.is_number = decided.other_is_number;
  out.network = record.network;
  out.on_net = decided.on_net;
  out.zone = decided.line.zone;
  return out;
}

usage_decision decide_usage(const bus::usage_record& record, const usage_world& world) {
  usage_decision out;
  auto suspend = [&out](suspense_reason why) {
    out.suspended = why;
    return std::move(out);
  };
  if (record.part != bus::usage_part::whole)
    return suspend(record.charging_id.empty() || record.charging_id.size() > text_max ? suspense_reason::record_unreadable
                                                                                      : suspense_reason::session_open);
  auto service = service_of(record.service);
  if (!service || !is_readable(record)) return suspend(suspense_reason::record_unreadable);
  out.service = *service;
  out.incoming = record.direction == bus::usage_direction::terminated;
  read_other_party(record, world.plan, out);
  if (record.start < earliest || record.start > world.now + ahead_at_most) return suspend(suspense_reason::start_out_of_range);
  auto subscriber = read_subscriber(record, world.plan);
  if (!subscriber) return suspend(suspense_reason::subscriber_unreadable);
  out.charged = subscriber->first;
  out.subscriber = subscriber->second;
  auto line = world.lines.find(subscriber->first, subscriber->second, record.start);
  if (!line) return suspend(suspense_reason::subscriber_unknown);
  out.line = *line;
  if (!line->offering) return suspend(suspense_reason::line_without_offering);
  out.tariff = world.tariffs.find(line->offering->code, line->offering->version, record.start);
  if (!out.tariff) return suspend(suspense_reason::tariff_unknown);
  if (out.tariff->source().currency.code() != line->currency) return suspend(suspense_reason::currency_differs);
  if (record.amount_micros < 0) return suspend(suspense_reason::out_of_range);
  // On-net is whose number it was on that day, not how it begins: numbers are ported.
  out.on_net = world.lines.is_ours(out.other_party, record.start);
  out.answer = rate(*out.tariff, facts_of(record, out));
  if (out.answer.outcome != rating_outcome::rated) return suspend(reason_of(out.answer.outcome));
  return out;
}

}  // namespace billing
