// Setting up, signing in, users and the audit book. A handler is parse -> call -> answer.
#include "store/api/access_routes.hpp"

#include "store/access_refusals.hpp"
#include "store/api/rights_of_role.hpp"
#include "store/audit.hpp"
#include "store/session.hpp"
#include "web/json_answer.hpp"
#include "web/json_body.hpp"
#include "web/refusals.hpp"
#include "web/session_cookie.hpp"

namespace store {
namespace {

namespace json = web::json;
using web::request;
using web::response;

json::object shape_of(const web::caller& who) {
  json::array rights;
  for (auto each : who.rights) rights.push_back(json::value(web::name_of(each)));
  return {{"id", web::json_of(who.user)},
          {"name", who.name},
          {"displayName", who.display_name},
          {"role", who.role},
          {"rights", std::move(rights)}};
}

json::object shape_of(const user& who) {
  auto out = shape_of(caller_of(who));
  out["@type"] = "User";
  out["state"] = who.disabled_at ? "disabled" : "active";
  out["createdAt"] = web::json_of(who.created_at);
  return out;
}

json::object shape_of(const audit_entry& it) {
  json::value by = nullptr, customer = nullptr;
  if (!it.user_id.empty()) by = json::object{{"id", web::json_of(it.user_id)}, {"name", it.user_name}};
  if (!it.customer_id.empty()) customer = web::json_of(it.customer_id);
  return {{"@type", "AuditEntry"},
          {"id", std::to_string(it.audit_id)},
          {"at", web::json_of(it.at)},
          {"by", by},
          {"action", it.action},
          {"customerId", customer},
          {"subject", it.subject},
          {"status", it.status},
          {"outcome", it.outcome},
          {"requestId", it.request_id},
          {"clientAddress", it.client_address}};
}

json::object shape_of(const access_token& it) {
  return {{"@type", "AccessToken"},
          {"id", web::json_of(it.token_id)},
          {"label", it.label},
          {"createdAt", web::json_of(it.created_at)},
          {"expiresAt", web::json_of(it.expires_at)},
          {"revokedAt", web::json_of(it.revoked_at)}};
}

response welcome(const signed_in& it, int status) {
  auto out = web::json_answer(json::object{{"@type", "Session"}, {"user", shape_of(caller_of(it.user))}}, status);
  out.headers.push_back(web::session_cookie(it.token));
  out.audit_note = "user=" + std::to_string(it.user.user_id.value());
  return out;
}

response get_setup(db::access room, const request&) {
  return web::json_answer(json::object{{"@type", "Setup"}, {"needed", room.read([](db::tx& t) { return setup_needed(t); })}});
}

response post_setup(db::access room, const request& in) {
  auto body = web::read_body(in);
  if (!body) return problem(body.error(), in);
  auto token = body->text("token");
  new_user who{
      .name = body->text("name"), .display_name = body->text("displayName"), .password = body->text("password", 1'000)};
  body->only({"token", "name", "displayName", "password"});
  if (auto no = body->wrong()) return problem(*no, in);
  auto out = room.transact([&](db::tx& t) -> core::result<signed_in> {
    auto made = set_up(t, in.now, token, who);
    if (!made) return made.error();
    return open_session(t, in.now, *made, in.client_address);
  });
  return out ? welcome(*out, 201) : problem(out.error(), in);
}

response wait_before_sign_in(const core::refusal& why, const request& in, std::chrono::seconds wait) {
  auto out = problem(why, in, 429);
  out.headers.emplace_back("Retry-After", std::to_string(wait.count()));
  return out;
}

response post_session(db::access room, web::rate_limit& sign_ins, const request& in) {
  if (auto wait = sign_ins.wait(web::address_key(in.client_address), web::rate_limit::steady::now()))
    return wait_before_sign_in(web::too_many_requests, in, *wait);
  auto body = web::read_body(in);
  if (!body) return problem(body.error(), in);
  auto name = body->text("name", 1'000), password = body->text("password", 1'000);
  body->only({"name", "password"});
  if (auto no = body->wrong()) return problem(*no, in);
  auto out = sign_in(room, in.now, name, password, in.client_address);
  if (out) return welcome(*out, 200);
  if (out.error() == sign_in_wrong) return problem(out.error(), in, 401);
  return wait_before_sign_in(out.error(), in, sign_in_window);
}

// Nobody is an answer as well: the console asks this first, and its sign-in page is no error.
response get_session(const request& in) {
  json::value who = nullptr;
  if (in.by) who = shape_of(*in.by);
  return web::json_answer(json::object{{"@type", "Session"}, {"user", std::move(who)}});
}

response delete_session(db::access room, const request& in) {
  if (auto token = web::session_token(in); !token.empty()) room.transact([&](db::tx& t) { end_session(t, token); });
  auto out = web::no_content();
  out.headers.push_back(web::ended_session_cookie());
  out.headers.emplace_back("Clear-Site-Data", "\"cache\"");
  return out;
}

response post_own_password(db::access room, const request& in) {
  auto body = web::read_body(in);
  if (!body) return problem(body.error(), in);
  auto old_one = body->text("oldPassword", 1'000), new_one = body->text("newPassword", 1'000);
  body->only({"oldPassword", "newPassword"});
  if (auto no = body->wrong()) return problem(*no, in);
  auto out =
      change_own_password(room, in.now, in.by->user, old_one, new_one, web::session_token(in), in.client_address);
  return out ? web::no_content() : problem(out.error(), in);
}

response get_users(db::access room, const request& in) {
  auto page = web::read_page(in);
  if (!page) return problem(page.error(), in);
  json::array items;
  auto total = room.read([&](db::tx& t) {
    for (const auto& each : users(t, page->offset, page->limit)) items.push_back(shape_of(each));
    return count_users(t);
  });
  return web::list_answer(std::move(items), *page, total);
}

response post_user(db::access room, const request& in) {
  auto body = web::read_body(in);
  if (!body) return problem(body.error(), in);
  new_user who{.name = body->text("name"),
               .display_name = body->text_or("displayName", {}),
               .role = body->word<user_role>("role"),
               .password = body->text_or("password", {}, 1'000)};
  body->only({"name", "displayName", "role", "password"});
  if (auto no = body->wrong()) return problem(*no, in);
  auto out = room.transact([&](db::tx& t) -> core::result<user> {
    auto made = add_user(t, in.now, who);
    if (!made) return made.error();
    return *find_user(t, *made);
  });
  if (!out) return problem(out.error(), in);
  auto answer = web::created("/api/v1/users/" + std::to_string(out->user_id.value()), shape_of(*out));
  answer.audit_note = "user=" + std::to_string(out->user_id.value());
  return answer;
}

response patch_user(db::access room, const request& in) {
  auto id = web::id_param(in);
  if (!id) return problem(user_unknown, in);
  auto body = web::read_body(in);
  if (!body) return problem(body.error(), in);
  user_changes what{.display_name = body->find_text("displayName"),
                    .role = body->find_word<user_role>("role"),
                    .disabled = {},
                    .password = body->find_text("password", 1'000)};
  if (body->has("disabled")) what.disabled = body->flag("disabled");
  body->only({"displayName", "role", "disabled", "password"});
  if (auto no = body->wrong()) return problem(*no, in);
  auto out = room.transact([&](db::tx& t) { return change_user(t, in.now, in.by->user, core::user_id{*id}, what); });
  return out ? web::json_answer(shape_of(*out)) : problem(out.error(), in);
}

response get_tokens(db::access room, const request& in) {
  auto page = web::read_page(in);
  if (!page) return problem(page.error(), in);
  auto id = web::id_param(in);
  std::optional<user> whose;
  std::vector<access_token> tokens;
  room.read([&](db::tx& t) {
    if (id) whose = find_user(t, core::user_id{*id});
    if (whose) tokens = access_tokens_of(t, whose->user_id);
  });
  if (!whose) return problem(user_unknown, in);
  json::array items;
  for (auto i = page->offset; i < tokens.size() && items.size() < page->limit; ++i) items.push_back(shape_of(tokens[i]));
  return web::list_answer(std::move(items), *page, tokens.size());
}

response post_token(db::access room, const request& in) {
  auto id = web::id_param(in);
  if (!id) return problem(user_unknown, in);
  auto body = web::read_body(in);
  if (!body) return problem(body.error(), in);
  auto label = body->text("label");
  auto days = body->find_integer("days", 1, 730).value_or(365);
  body->only({"label", "days"});
  if (auto no = body->wrong()) return problem(*no, in);
  auto token_id = core::uuid::make(in.now);
  auto out = room.transact([&](db::tx& t) {
    return make_access_token(t, in.now, core::user_id{*id}, token_id, label, std::chrono::days{days});
  });
  if (!out) return problem(out.error(), in);
  auto answer = web::json_answer(json::object{{"@type", "AccessToken"}, {"id", web::json_of(token_id)}, {"token", *out}}, 201);
  answer.audit_note = "token=" + token_id.text();
  return answer;
}

response delete_token(db::access room, const request& in) {
  auto id = web::id_param(in);
  auto token_id = core::uuid::parse(in.params.at("token"));
  if (!id || !token_id) return problem(token_unknown, in);
  auto out = room.transact([&](db::tx& t) { return revoke_access_token(t, in.now, core::user_id{*id}, *token_id); });
  return out ? web::no_content() : problem(out.error(), in);
}

core::result<audit_question> read_question(const web::page& page) {
  audit_question asked;
  for (const auto& [name, value] : page.filters) {
    auto id = web::read_id(value);
    auto at = core::instant::parse(value);
    bool is_id = name == "customerId" || name == "userId", is_time = name == "from" || name == "to";
    if ((is_id && !id) || (is_time && !at)) return web::query_invalid.because("`" + name + "` cannot be read.");
    if (name == "customerId") asked.about = core::customer_id{*id};
    if (name == "userId") asked.by = core::user_id{*id};
    if (name == "action") asked.action = value;
    if (name == "from") asked.from = at;
    if (name == "to") asked.to = at;
  }
  return asked;
}

response get_audit(db::access room, const request& in) {
  auto page =
      web::read_page(in, {.limit = 50, .limit_max = 500, .filters = {"customerId", "userId", "action", "from", "to"}});
  if (!page) return problem(page.error(), in);
  auto asked = read_question(*page);
  if (!asked) return problem(asked.error(), in);
  json::array items;
  auto total = room.read([&](db::tx& t) {
    for (const auto& each : audit_page(t, *asked, page->offset, page->limit)) items.push_back(shape_of(each));
    return count_audit(t, *asked);
  });
  return web::list_answer(std::move(items), *page, total);
}

}  // namespace

std::vector<web::route> access_routes(db::access store_room, web::rate sign_ins) {
  auto with = [store_room](response (*handle)(db::access, const request&)) {
    return [store_room, handle](const request& in) { return handle(store_room, in); };
  };
  auto limit = std::make_shared<web::rate_limit>(sign_ins);
  auto sign_in_within_limit = [store_room, limit](const request& in) { return post_session(store_room, *limit, in); };
  using enum web::verb;
  using web::right;
  return {
      {get, "/api/v1/setup", right::none, with(get_setup)},
      {post, "/api/v1/setup", right::none, with(post_setup), "set_up"},
      {post, "/api/v1/session", right::none, sign_in_within_limit, "sign_in"},
      {get, "/api/v1/session", right::none, get_session},
      {del, "/api/v1/session", right::none, with(delete_session), "sign_out"},
      {post, "/api/v1/session/password", right::signed_in, with(post_own_password), "change_own_password"},
      {get, "/api/v1/users", right::user_admin, with(get_users)},
      {post, "/api/v1/users", right::user_admin, with(post_user), "add_user"},
      {patch, "/api/v1/users/{id}", right::user_admin, with(patch_user), "change_user"},
      {get, "/api/v1/users/{id}/tokens", right::user_admin, with(get_tokens)},
      {post, "/api/v1/users/{id}/tokens", right::user_admin, with(post_token), "make_token"},
      {del, "/api/v1/users/{id}/tokens/{token}", right::user_admin, with(delete_token), "revoke_token"},
      {get, "/api/v1/audit", right::audit_read, with(get_audit), "read_audit"},
  };
}

}  // namespace store
