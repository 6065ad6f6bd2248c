// From sentences of the bus to fees.
#include "billing/on_events.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "abonent/v1/events.pb.h"
#include "billing/charge_fees.hpp"
#include "billing/fee_sql.hpp"

namespace billing {
namespace {

template <class Message>
Message read(const db::logged_event& from) {
  Message out;
  if (!out.ParseFromString(from.payload))
    throw std::runtime_error{fmt::format("event {} is no {}", from.id.text(), from.topic)};
  return out;
}

void activated(db::tx& t, const db::logged_event& what) {
  auto said = read<abonent::v1::SubscriberActivated>(what);
  begin_fees(t, core::instant::from_micros(said.at_unix_micros()), what.customer,
             core::subscriber_id{said.subscriber_id()}, said.tariff_group(), said.scratch());
}

void terminated(db::tx& t, const db::logged_event& what) {
  auto said = read<abonent::v1::SubscriberTerminated>(what);
  end_fees(t, core::instant::from_micros(said.at_unix_micros()), what.customer,
           core::subscriber_id{said.subscriber_id()});
}

// The old product's fees end on the day on which the new one's begin.
void changed(db::tx& t, const db::logged_event& what) {
  auto said = read<abonent::v1::OfferingChanged>(what);
  auto at = core::instant::from_micros(said.at_unix_micros());
  core::subscriber_id line{said.subscriber_id()};
  begin_fees(t, at, what.customer, line, said.to_group(), said.scratch());
  end_fees(t, at, what.customer, line,
           t.exec(sql::product_at, what.customer, line, at)[0].get<std::int64_t>("product_id"));
}

struct heard {
  std::string_view topic;
  void (*then)(db::tx&, const db::logged_event&);
};
constexpr heard all_heard[] = {
    {"subscriber_activated", activated},
    {"subscriber_terminated", terminated},
    {"offering_changed", changed},
};

}  // namespace

std::vector<std::string> topics() {
  std::vector<std::string> out;
  for (const auto& each : all_heard) out.emplace_back(each.topic);
  return out;
}

void on_event(db::tx& t, const db::logged_event& what) {
  for (const auto& each : all_heard)
    if (each.topic == what.topic) each.then(t, what);
}

}  // namespace billing
