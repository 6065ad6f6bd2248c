// Asking and answering surveys.
#include "care/survey.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "care/care_sql.hpp"
#include "care/refusals.hpp"
#include "store/customer.hpp"
#include "store/refusals.hpp"
#include "store/timeline.hpp"

namespace care {
namespace {

struct place {
  core::customer_id customer_id;
  core::subscriber_id subscriber_id;
};
BOOST_DESCRIBE_STRUCT(place, (), (customer_id, subscriber_id))

constexpr int good_score = 9, bad_score = 6;  // promoters and detractors, as the net promoter score has them

const char* tone_of(int score) { return score >= good_score ? "good" : score <= bad_score ? "bad" : "neutral"; }

}  // namespace

core::result<core::customer_id> ask_survey(db::tx& t, core::instant now, const clerk& by, const new_survey& what) {
  auto customer = t.find<core::customer_id>(sql::find_customer_of, what.subscriber);
  if (!customer) return subscriber_unknown;
  store::lock_customer(t, *customer);
  auto gate = store::may_contact(t, *customer, store::contact_purpose::survey, what.channel, now);
  if (!gate.may) return contact_held.because(fmt::format("Reasons: {}.", fmt::join(gate.reasons, ", ")));
  auto sent = store::record_contact(
      t, {what.survey_id, *customer, store::contact_purpose::survey, what.channel, now, what.question});
  if (!sent) return sent.error();
  t.exec(sql::record_survey, *customer, what.survey_id, what.subscriber, what.question, what.channel, now, by.name);
  store::record_timeline(
      t, {what.survey_id, *customer, what.subscriber, now, "campaign", "Survey sent", what.question,
          db::text<store::contact_channel>::to(what.channel), "neutral", by.name, what.survey_id.text(), "survey_sent", {"question", what.question}});
  return *customer;
}

core::result<core::customer_id> answer_survey(db::tx& t, core::instant now, const core::uuid& survey_id, int score,
                                              const std::string& comment) {
  auto of = t.find<place>(sql::find_survey, survey_id);
  if (!of) return survey_unknown;
  store::lock_customer(t, of->customer_id);
  if (t.change(sql::answer_survey, of->customer_id, survey_id, score, comment, now) == 0)
    return survey_answered_already;
  auto entry = core::uuid::named("survey_answered " + survey_id.text());
  store::record_timeline(
      t, {entry, of->customer_id, of->subscriber_id, now, "campaign", fmt::format("Survey answered: {} of 10", score),
          comment, "system", tone_of(score), "", survey_id.text(), "survey_answered", {"score", std::to_string(score)}});
  return of->customer_id;
}

}  // namespace care
