// Assembling the card, and what can be said of it without asking anybody.
#include "care/subscriber_card.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "care/care_sql.hpp"

namespace care {
namespace {

struct fact {
  std::string fact;  // consent, hold, complaint, order
  std::optional<core::uuid> id;
  core::instant at;
  std::string word, second_word, third_word, kind, offering_code;
  bool given;
};
BOOST_DESCRIBE_STRUCT(fact, (), (fact, id, at, word, second_word, third_word, kind, offering_code, given))

void read_facts(const db::rows& answered, subscriber_card& into) {
  for (const auto& it : db::read_rows<fact>(answered)) {
    auto id = it.id.value_or(core::uuid{});
    if (it.fact == "consent")
      into.consents.push_back({db::text<store::contact_purpose>::from(it.word),
                               db::text<store::contact_channel>::from(it.second_word), it.given});
    else if (it.fact == "hold")
      into.holds.push_back(db::text<store::hold_reason>::from(it.word));
    else if (it.fact == "complaint")
      into.complaints.push_back({id, it.at, it.word});
    else
      into.orders.push_back({id, it.at, it.second_word, it.word, it.third_word, it.kind, it.offering_code});
  }
  std::sort(into.consents.begin(), into.consents.end(), [](const auto& a, const auto& b) {
    return std::tie(a.purpose, a.channel) < std::tie(b.purpose, b.channel);
  });
}

struct month_charges {
  std::int64_t month_micros, in_term_micros;
};
BOOST_DESCRIBE_STRUCT(month_charges, (), (month_micros, in_term_micros))

std::optional<card_owed> read_owed(db::tx& t, core::instant now, const card_person& who) {
  if (who.pays != store::payment_mode::postpaid) return std::nullopt;
  auto balance = who.balance_micros.value_or(0);
  if (balance >= 0) return card_owed{};
  auto charged = t.get<month_charges>(sql::card_month, who.customer_id, now);
  return decide_owed(balance, charged.month_micros, charged.in_term_micros);
}

bool holds(const subscriber_card& card, store::hold_reason reason) {
  return std::find(card.holds.begin(), card.holds.end(), reason) != card.holds.end();
}

card_chip chip_of(store::subscriber_state state) {
  switch (state) {
    case store::subscriber_state::pending_active:
      return {"accent", "Being switched on", "pending_active"};
    case store::subscriber_state::active:
      return {"good", "Active", "active"};
    case store::subscriber_state::suspended:
      return {"warn", "Suspended", "suspended"};
    case store::subscriber_state::terminated:
      return {"neutral", "Ended", "terminated"};
  }
  return {};
}

}  // namespace

std::optional<subscriber_card> find_card(db::tx& t, core::instant now, core::subscriber_id id,
                                         const card_wishes& wishes) {
  auto customer = find_customer_of(t, id);
  if (!customer) return std::nullopt;
  t.send(sql::card_who, *customer, id, now);
  t.send(sql::card_lines, *customer, id);
  t.send(sql::card_facts, *customer, now, wishes.order_rows);
  store::send_timeline_page(t, *customer, wishes.timeline_rows);
  if (wishes.usage) t.send(sql::card_usage, *customer, id, wishes.usage_rows);
  auto answers = t.settle();

  subscriber_card out;
  out.person = db::read_row<card_person>(answers[0][0]);
  auto lines = db::read_rows<card_line>(answers[1]);
  out.line = std::move(lines.at(0));
  out.other_lines.assign(std::make_move_iterator(lines.begin() + 1), std::make_move_iterator(lines.end()));
  read_facts(answers[2], out);
  out.timeline = store::read_timeline_page(answers[3]);
  if (wishes.usage) out.usage = db::read_rows<card_usage>(answers[4]);
  out.owed = read_owed(t, now, out.person);
  return out;
}

store::contact_answer decide_contact(const subscriber_card& card, store::contact_purpose purpose) {
  store::contact_facts facts;
  facts.holds = card.holds;
  facts.local_hour = card.person.local_hour;
  for (const auto& each : card.consents) {
    if (each.purpose != purpose) continue;
    facts.consented = facts.consented || each.given;
    facts.withdrawn = facts.withdrawn || !each.given;
  }
  if (facts.consented) facts.withdrawn = false;  // some channel is still open
  return store::decide_may_contact(purpose, facts);
}

std::vector<card_chip> decide_chips(const subscriber_card& card) {
  std::vector<card_chip> out{chip_of(card.line.state)};
  if (holds(card, store::hold_reason::open_complaint)) out.push_back({"bad", "Complaint open", "open_complaint"});
  if (holds(card, store::hold_reason::outage)) out.push_back({"warn", "Outage", "outage"});
  if (std::any_of(card.orders.begin(), card.orders.end(), [](const auto& it) { return it.state == "held"; }))
    out.push_back({"warn", "An order waits for a person", "order_held"});
  if (card.owed && card.owed->overdue_micros > 0) out.push_back({"bad", "Overdue", "overdue"});
  if (!card.owed && card.person.balance_micros.value_or(0) < 0) out.push_back({"bad", "In debt", "in_debt"});
  if (holds(card, store::hold_reason::promise_of_payment))
    out.push_back({"accent", "Promised to pay", "promise_of_payment"});
  bool offers = std::any_of(card.consents.begin(), card.consents.end(),
                            [](const auto& it) { return it.purpose == store::contact_purpose::offer && it.given; });
  if (!offers) out.push_back({"neutral", "No offers", "no_offers"});
  if (card.line.scratch) out.push_back({"neutral", "Test line", "scratch"});
  return out;
}

card_owed decide_owed(std::int64_t balance_micros, std::int64_t month_micros, std::int64_t in_term_micros) {
  auto owed = std::max<std::int64_t>(0, -balance_micros);
  auto unbilled = std::clamp<std::int64_t>(month_micros, 0, owed);
  auto in_term = std::clamp(in_term_micros, unbilled, owed);
  return {unbilled, in_term - unbilled, owed - in_term};
}

std::optional<core::customer_id> find_customer_of(db::tx& t, core::subscriber_id line) {
  return t.find<core::customer_id>(sql::find_customer_of, line);
}

}  // namespace care
