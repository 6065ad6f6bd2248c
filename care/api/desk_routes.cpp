// Parse, call the verb, answer.
#include "care/api/desk_routes.hpp"

#include "care/complaint.hpp"
#include "care/interaction.hpp"
#include "care/refusals.hpp"
#include "care/survey.hpp"
#include "web/idempotency.hpp"
#include "web/json_answer.hpp"
#include "web/json_body.hpp"

namespace care {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_note = 4000, longest_word = 60;

clerk clerk_of(const web::request& in) {
  if (!in.by) return {};
  return {in.by->user, in.by->display_name.empty() ? in.by->name : in.by->display_name};
}

std::optional<core::uuid> uuid_param(const web::request& in) {
  auto it = in.params.find("id");
  return it == in.params.end() ? std::nullopt : core::uuid::parse(it->second);
}

// 201 with the new thing's id, or the refusal.
core::result<web::response> made(const core::result<core::customer_id>& done, const char* type, const char* name, const core::uuid& id) {
  if (!done) return done.error();
  auto answer = web::json_answer(json::object{{"@type", type}, {name, web::json_of(id)}}, 201);
  answer.about = *done;
  answer.audit_note = std::string{name} + "=" + id.text();
  return answer;
}

web::response post_interaction(const web::request& in, db::access care) {
  auto line = web::id_param(in);
  if (!line) return web::problem(subscriber_unknown, in);
  auto body = web::read_body(in);
  if (!body) return web::problem(body.error(), in);
  body->only({"channel", "direction", "reason", "note"});
  new_interaction what{core::uuid::make(in.now),
                       core::subscriber_id{*line},
                       body->word<interaction_channel>("channel"),
                       body->word<interaction_direction>("direction"),
                       body->word<interaction_reason>("reason"),
                       body->text_or("note", "", longest_note)};
  if (auto no = body->wrong()) return web::problem(*no, in);
  return web::once(care, in, [&](db::tx& t) {
    return made(record_interaction(t, in.now, clerk_of(in), what), "Interaction", "interactionId", what.interaction_id);
  });
}

web::response post_complaint(const web::request& in, db::access care) {
  auto line = web::id_param(in);
  if (!line) return web::problem(subscriber_unknown, in);
  auto body = web::read_body(in);
  if (!body) return web::problem(body.error(), in);
  body->only({"about"});
  new_complaint what{core::uuid::make(in.now), core::subscriber_id{*line}, body->text("about", longest_note)};
  if (auto no = body->wrong()) return web::problem(*no, in);
  return web::once(care, in, [&](db::tx& t) {
    return made(open_complaint(t, in.now, clerk_of(in), what), "Complaint", "complaintId", what.complaint_id);
  });
}

web::response post_close_complaint(const web::request& in, db::access care) {
  auto id = uuid_param(in);
  if (!id) return web::problem(complaint_unknown, in);
  auto body = web::read_body(in);
  if (!body) return web::problem(body.error(), in);
  body->only({"outcome"});
  auto outcome = body->text("outcome", longest_note);
  if (auto no = body->wrong()) return web::problem(*no, in);
  return web::once(care, in, [&](db::tx& t) -> core::result<web::response> {
    auto done = close_complaint(t, in.now, clerk_of(in), *id, outcome);
    if (!done) return done.error();
    auto answer = web::json_answer(json::object{{"@type", "Complaint"}, {"complaintId", web::json_of(*id)}, {"state", "closed"}});
    answer.about = *done;
    return answer;
  });
}

web::response post_survey(const web::request& in, db::access care) {
  auto line = web::id_param(in);
  if (!line) return web::problem(subscriber_unknown, in);
  auto body = web::read_body(in);
  if (!body) return web::problem(body.error(), in);
  body->only({"question", "channel"});
  new_survey what{core::uuid::make(in.now), core::subscriber_id{*line}, body->text("question", longest_word),
                  body->word<store::contact_channel>("channel")};
  if (what.question.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") != std::string::npos)
    body->complain("question", "must be a word of small letters and `_`.");
  if (auto no = body->wrong()) return web::problem(*no, in);
  return web::once(
      care, in, [&](db::tx& t) { return made(ask_survey(t, in.now, clerk_of(in), what), "Survey", "surveyId", what.survey_id); });
}

web::response post_survey_answer(const web::request& in, db::access care) {
  auto id = uuid_param(in);
  if (!id) return web::problem(survey_unknown, in);
  auto body = web::read_body(in);
  if (!body) return web::problem(body.error(), in);
  body->only({"score", "comment"});
  auto score = static_cast<int>(body->integer("score", 0, 10));
  auto comment = body->text_or("comment", "", longest_note);
  if (auto no = body->wrong()) return web::problem(*no, in);
  return web::once(care, in, [&](db::tx& t) -> core::result<web::response> {
    auto done = answer_survey(t, in.now, *id, score, comment);
    if (!done) return done.error();
    auto answer = web::json_answer(json::object{{"@type", "Survey"}, {"surveyId", web::json_of(*id)}, {"score", score}});
    answer.about = *done;
    return answer;
  });
}

}  // namespace

std::vector<web::route> desk_routes(db::access care) {
  auto bound = [care](web::response (*handle)(const web::request&, db::access)) {
    return [care, handle](const web::request& in) { return handle(in, care); };
  };
  constexpr auto needs = web::right::interaction_write;
  return {
      {web::verb::post, "/api/v1/subscribers/{id}/interactions", needs, bound(post_interaction), "record_interaction"},
      {web::verb::post, "/api/v1/subscribers/{id}/complaints", needs, bound(post_complaint), "open_complaint"},
      {web::verb::post, "/api/v1/complaints/{id}/close", needs, bound(post_close_complaint), "close_complaint"},
      {web::verb::post, "/api/v1/subscribers/{id}/surveys", needs, bound(post_survey), "ask_survey"},
      {web::verb::post, "/api/v1/surveys/{id}/answer", needs, bound(post_survey_answer), "answer_survey"},
  };
}

}  // namespace care
