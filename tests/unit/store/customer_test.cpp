// What makes a customer acceptable, and how a line may move.
#include "store/customer.hpp"

#include "store/refusals.hpp"
#include "store/subscriber.hpp"
#include "tests/catch.hpp"

namespace {

store::new_customer anna() {
  store::new_customer it;
  it.given_name = "Anna";
  it.family_name = "Kowalska";
  return it;
}

// The refusal of Anna with one thing changed.
template <class Change>
std::string refused(Change change) {
  auto who = anna();
  change(who);
  auto it = store::decide_new_customer(who);
  return it ? "" : std::string{it.error().code()};
}

}  // namespace

TEST_CASE("a customer with a name is enough") {
  CHECK(store::decide_new_customer(anna()));
  CHECK(refused([](auto& who) {
          who.language = "pt-BR";
          who.time_zone = "Europe/Warsaw";
          who.bill_day = 31;
        }).empty());
}

TEST_CASE("a customer who cannot be written down is refused with the reason") {
  CHECK(refused([](auto& who) { who.family_name = " -"; }) == "name_missing");
  CHECK(refused([](auto& who) { who.kind = store::party_kind::organisation; }) == "name_of_organisation");
  for (std::string tag : {"", "e", "english", "EN", "e1", "en-"}) {
    INFO(tag);
    CHECK(refused([&](auto& who) { who.language = tag; }) == "language_unknown");
  }
  CHECK(refused([](auto& who) { who.time_zone = "Europe/Nowhere"; }) == "time_zone_unknown");
  for (std::string address : {"anna", "@example.org", "anna@", "a@b@c", "an na@example.org", "<anna@example.org>"}) {
    INFO(address);
    CHECK(refused([&](auto& who) { who.email = address; }) == "email_unreadable");
  }
  CHECK(refused([](auto& who) { who.document_kind = "passport"; }) == "document_unreadable");
  CHECK(refused([](auto& who) { who.document_number = "4508123456"; }) == "document_unreadable");
  CHECK(refused([](auto& who) {
          who.document_kind = "passport";
          who.document_number = "45-0-8";
        }) == "document_unreadable");
  CHECK(refused([](auto& who) { who.contract_number = "--"; }) == "contract_unreadable");
  CHECK(refused([](auto& who) { who.currency = "EURO"; }) == "currency_unknown");
  CHECK(refused([](auto& who) { who.bill_day = 0; }) == "bill_day_unknown");
  CHECK(refused([](auto& who) { who.bill_day = 32; }) == "bill_day_unknown");
}

TEST_CASE("a line moves only along its life") {
  using state = store::subscriber_state;
  constexpr state states[] = {state::pending_active, state::active, state::suspended, state::terminated};
  // rows: from, columns: to
  constexpr bool expected[4][4] = {
      {false, true, false, true},
      {false, false, true, true},
      {false, true, false, true},
      {false, false, false, false},
  };
  for (int from = 0; from < 4; ++from)
    for (int to = 0; to < 4; ++to) {
      INFO(from << " -> " << to);
      CHECK(store::may_move(states[from], states[to]) == expected[from][to]);
    }
}
