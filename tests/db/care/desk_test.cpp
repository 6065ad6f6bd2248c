// What is written at the desk: contacts, complaints and surveys, with everything that follows in the same transaction.
#include <atomic>
#include <thread>

#include "care/complaint.hpp"
#include "care/interaction.hpp"
#include "care/refusals.hpp"
#include "care/survey.hpp"
#include "store/contact_policy.hpp"
#include "store/timeline.hpp"
#include "tests/catch.hpp"
#include "tests/db/store/people.hpp"

using namespace tests;
using namespace std::chrono_literals;
using store::contact_channel;
using store::contact_purpose;
using words = std::vector<std::string>;

namespace {

const care::clerk olga{core::user_id{7}, "olga"};

struct desk {
  database_case world{6};
  operator_for_test with;
  core::customer_id anna;
  core::subscriber_id line;

  desk() {
    world.as("care").transact([&](db::tx& t) {
      anna = add(t, person("Anna", "Kowalska"));
      line = line_of(t, anna);
      store::record_consent(t, noon() - 1h, anna, contact_purpose::offer, contact_channel::sms, true, "v1", "shop");
    });
  }
  words why_not(contact_purpose purpose, core::instant at) {
    return world.as("care").read(
        [&](db::tx& t) { return store::may_contact(t, anna, purpose, contact_channel::sms, at).reasons; });
  }
  core::uuid complain(core::instant at, const std::string& about = "The bill is wrong") {
    auto id = core::uuid::make(at);
    REQUIRE(world.as("care")
                .transact([&](db::tx& t) {
                  return care::open_complaint(t, at, olga, {id, line, about});
                })
                .has_value());
    return id;
  }
  core::result<core::customer_id> close(core::instant at, const core::uuid& id) {
    return world.as("care").transact([&](db::tx& t) { return care::close_complaint(t, at, olga, id, "Credited"); });
  }
  core::result<core::customer_id> survey(core::instant at, const core::uuid& id) {
    return world.as("care").transact([&](db::tx& t) {
      return care::ask_survey(t, at, olga, {id, line, "after_call", contact_channel::sms});
    });
  }
  words titles() {
    auto page = world.as("care").read([&](db::tx& t) { return store::timeline_page(t, anna, {}, 50); });
    words out;
    for (const auto& each : page) out.push_back(each.title + " / " + each.note + " / " + each.by);
    return out;
  }
  std::string said() {
    return world.look(
        "SELECT string_agg(topic, ' ' ORDER BY said_order) FROM db.outbox WHERE topic <> 'customer_created'");
  }
};

}  // namespace

TEST_CASE("a contact is written down, stands on the timeline and is said") {
  desk at;
  care::new_interaction call{core::uuid::make(noon()),          at.line,
                             care::interaction_channel::phone,  care::interaction_direction::inbound,
                             care::interaction_reason::billing, "Wants the bill by e-mail"};
  CHECK(at.world.as("care")
            .transact([&](db::tx& t) { return care::record_interaction(t, noon(), olga, call); })
            .value() == at.anna);
  CHECK(at.titles() == words{"Contacted us about money / Wants the bill by e-mail / olga"});
  CHECK(at.said() == "interaction_recorded");
  call.subscriber = core::subscriber_id{999};
  CHECK(at.world.as("care")
            .transact([&](db::tx& t) { return care::record_interaction(t, noon(), olga, call); })
            .error() == care::subscriber_unknown);
}

TEST_CASE(
    "from the moment a complaint is open no offer, survey or dunning goes out; a service notice does; closing it lifts "
    "that") {
  desk at;
  CHECK(at.why_not(contact_purpose::offer, noon()).empty());
  auto id = at.complain(noon());
  CHECK(at.why_not(contact_purpose::offer, noon()) == words{"open_complaint"});
  CHECK(at.why_not(contact_purpose::survey, noon()) == words{"open_complaint"});
  CHECK(at.why_not(contact_purpose::dunning, noon()) == words{"open_complaint"});
  CHECK(at.why_not(contact_purpose::service_notice, noon()).empty());
  CHECK(at.close(noon() + 1h, id).value() == at.anna);
  CHECK(at.why_not(contact_purpose::offer, noon() + 1h).empty());
  CHECK(at.titles() == words{"Complaint closed / Credited / olga", "Complaint opened / The bill is wrong / olga"});
  CHECK(at.said() == "complaint_opened complaint_closed");
}

TEST_CASE("a complaint is closed once, and only one that exists") {
  desk at;
  auto id = at.complain(noon());
  CHECK(at.close(noon() + 1h, id).has_value());
  CHECK(at.close(noon() + 2h, id).error() == care::complaint_closed_already);
  CHECK(at.close(noon(), core::uuid::make(noon())).error() == care::complaint_unknown);
  CHECK(at.said() == "complaint_opened complaint_closed");
}

TEST_CASE("two clerks close one complaint at the same moment: one does, the other is told") {
  desk at;
  auto id = at.complain(noon());
  std::atomic<int> closed{0}, told{0};
  auto clerk = [&] { ++(at.close(noon() + 1h, id) ? closed : told); };
  std::thread one{clerk}, two{clerk};
  one.join();
  two.join();
  CHECK(closed == 1);
  CHECK(told == 1);
  CHECK(at.titles().size() == 2);
}

TEST_CASE("another complaint that is still open keeps the customer in peace") {
  desk at;
  auto first = at.complain(noon(), "The bill");
  at.complain(noon(), "The network");
  CHECK(at.close(noon() + 1h, first).has_value());
  CHECK(at.why_not(contact_purpose::offer, noon() + 1h) == words{"open_complaint"});
}

TEST_CASE("a complaint that cannot be written leaves no hold behind") {
  desk at;
  CHECK_THROWS(at.world.as("care").transact([&](db::tx& t) {
    return care::open_complaint(t, noon(), olga, {core::uuid::make(noon()), at.line, ""});
  }));
  CHECK(at.why_not(contact_purpose::offer, noon()).empty());
  CHECK(at.said().empty());
}

TEST_CASE("a survey passes the gate, opens fourteen quiet days, and is answered once") {
  desk at;
  auto first = core::uuid::make(noon());
  CHECK(at.survey(noon(), first).value() == at.anna);
  CHECK(at.survey(noon() + 24h, core::uuid::make(noon())).error().sentence() ==
        "The customer must not be contacted for this now. Reasons: surveyed_recently.");
  auto answer = [&](const core::uuid& id, int score) {
    return at.world.as("care").transact(
        [&](db::tx& t) { return care::answer_survey(t, noon() + 1h, id, score, "Fine"); });
  };
  CHECK(answer(first, 9).has_value());
  CHECK(answer(first, 1).error() == care::survey_answered_already);
  CHECK(answer(core::uuid::make(noon()), 5).error() == care::survey_unknown);
  CHECK(at.titles() == words{"Survey answered: 9 of 10 / Fine / ", "Survey sent / after_call / olga"});
  CHECK(at.survey(noon() + 24h * 14, core::uuid::make(noon())).has_value());
}

TEST_CASE("an open complaint blocks a survey, and quiet hours do") {
  desk at;
  at.complain(noon());
  CHECK(at.survey(noon(), core::uuid::make(noon())).error().detail() == "Reasons: open_complaint.");
  CHECK(at.survey(noon() + 12h, core::uuid::make(noon())).error().detail() == "Reasons: open_complaint, quiet_hours.");
  CHECK(at.world.look("SELECT count(*) FROM store.contact_log") == "0");
}

TEST_CASE("the schema refuses a complaint closed without an outcome and a survey answered without a score") {
  desk at;
  at.complain(noon());
  REQUIRE(at.survey(noon() - 24h, core::uuid::make(noon())).has_value());
  for (auto* sql :
       {"UPDATE care.complaint SET state = 'closed'",
        "UPDATE care.complaint SET state = 'closed', closed_at = now(), outcome = ''",
        "UPDATE care.complaint SET outcome = 'x', state = 'closed', closed_at = opened_at - interval '1 s'",
        "UPDATE care.survey SET answered_at = now()", "UPDATE care.survey SET score = 11, answered_at = now()"}) {
    INFO(sql);
    std::string words_of_postgres;
    try {
      at.world.look(sql);
    } catch (const std::runtime_error& error) {
      words_of_postgres = error.what();
    }
    CHECK(words_of_postgres.find("violates") != std::string::npos);
  }
}
