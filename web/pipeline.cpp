// The way of a request, in the order it is judged.
#include "web/pipeline.hpp"

#include <fmt/format.h>

#include "core/log.hpp"
#include "core/metrics.hpp"
#include "core/uuid.hpp"
#include "db/database.hpp"
#include "web/listing.hpp"
#include "web/refusals.hpp"
#include "web/same_origin.hpp"
#include "web/session_cookie.hpp"
#include "web/sse.hpp"

namespace web {
namespace {

// Everything comes from our own files. No inline styles: what the console places or colours while it runs it sets
// through the CSSOM, which a policy does not forbid.
constexpr std::pair<std::string_view, std::string_view> security_headers[] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
     "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), microphone=(), geolocation=()"},
    {"Strict-Transport-Security", "max-age=31536000"},  // heard only behind TLS (RFC 6797 8.1)
};

bool is_api(std::string_view path) { return path.starts_with("/api/") || path.starts_with("/tmf-api/"); }

bool changes_something(verb method) { return method != verb::get; }

// An id from outside goes into logs and answers, so it must be plain; otherwise one is made.
std::string plain_request_id(const std::string& sent, core::instant now) {
  bool plain =
      !sent.empty() && sent.size() <= 64 &&
      sent.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == std::string::npos;
  return plain ? sent : core::uuid::make(now).text();
}

bool is_json(std::string_view content_type) {
  auto type = content_type.substr(0, content_type.find(';'));
  return type == "application/json" || type == "application/merge-patch+json";
}

bool filters_on_a_person(const request& in) {
  for (const auto& [name, value] : in.query)
    if (names_a_person(name)) return true;
  return false;
}

std::string list_of(const std::vector<verb>& methods) {
  std::string out;
  for (auto each : methods) out += fmt::format("{}{}", out.empty() ? "" : ", ", name_of(each));
  return out;
}

std::string subject_of(const request& in, const response& out) {
  std::string subject;
  for (const auto& [name, value] : in.params)
    subject += fmt::format("{}{}={}", subject.empty() ? "" : " ", name, value);
  if (!out.audit_note.empty()) subject += fmt::format("{}{}", subject.empty() ? "" : " ", out.audit_note);
  return subject;
}

std::string action_of(const route& where) {
  return where.audit_as.empty() ? fmt::format("{} {}", name_of(where.method), where.path) : where.audit_as;
}

response too_many(const request& in, std::chrono::seconds wait, std::string_view of_what) {
  core::count("abonent_web_limited_total", "Requests over a rate limit.", {{"limit", std::string{of_what}}});
  auto out = problem(too_many_requests, in, 429);
  out.headers.emplace_back("Retry-After", std::to_string(wait.count()));
  return out;
}

}  // namespace

pipeline::pipeline(std::vector<route> routes, session_source& sessions, audit_sink& audit, pipeline_config config,
                   static_files console)
    : router_{std::move(routes)},
      sessions_{sessions},
      audit_{audit},
      per_address_{config.per_address},
      per_user_{config.per_user},
      console_{std::move(console)} {}

std::optional<response> pipeline::at_the_door(request& in) {
  auto started = steady::now();
  in.request_id = plain_request_id(in.request_id, in.now);
  std::optional<response> out;
  if (auto wait = per_address_.wait(address_key(in.client_address), started)) {
    in.route = "limited";
    out = too_many(in, *wait, "address");
  } else if (in.method == verb::get && in.path == "/healthz") {
    auto where = router_.find(in.method, in.path);
    in.route = in.path;
    if (where.found) out = where.found->handle(in);  // alive also when every worker is busy
  } else if (in.method == verb::get && !is_api(in.path) && !router_.find(in.method, in.path).found) {
    in.route = "console";
    out = console_.find(in.path, in.accept_encoding);
  }
  if (out) finish(in, *out, started);
  return out;
}

response pipeline::turn_away(request& in, const core::refusal& why, int status) {
  auto started = steady::now();
  in.request_id = plain_request_id(in.request_id, in.now);
  if (in.route.empty()) in.route = "turned_away";
  auto out = problem(why, in, status);
  finish(in, out, started);
  return out;
}

response pipeline::answer(request& in) {
  auto started = steady::now();
  auto where = router_.find(in.method, in.path);
  in.params = std::move(where.params);
  in.route = where.found ? where.found->path : "unknown";
  auto out = guarded(in, where);
  finish(in, out, started);
  return out;
}

// The edge where exceptions end: outside hears that something broke and under which id to ask, nothing else.
response pipeline::guarded(request& in, const route_match& where) {
  try {
    return attempt(in, where);
  } catch (const db::in_doubt& error) {
    core::log::error("request outcome unknown route={} request_id={}: {}", in.route, in.request_id, error.what());
    return problem(outcome_unknown, in);
  } catch (const db::unavailable& error) {
    core::log::warn("database unavailable route={} request_id={}: {}", in.route, in.request_id, error.what());
    return problem(database_unavailable, in);
  } catch (const std::exception& error) {
    core::log::error("request broke route={} user={} request_id={}: {}", in.route, in.by ? in.by->user.value() : 0,
                     in.request_id, error.what());
    return problem(internal_error, in, 500);
  }
}

response pipeline::attempt(request& in, const route_match& where) {
  if (!where.found) {
    if (where.allowed.empty()) return problem(route_unknown, in);
    auto out = problem(method_not_allowed, in, 405);
    out.headers.emplace_back("Allow", list_of(where.allowed));
    return out;
  }
  if (in.method == verb::get && filters_on_a_person(in)) return problem(personal_filter, in);
  if (!in.body.empty() && !is_json(in.content_type)) return problem(media_type_unsupported, in, 415);

  bool with_bearer = !bearer_token(in).empty();
  bool with_cookie = !with_bearer && !session_token(in).empty();
  if (changes_something(in.method) && !with_bearer && !asked_from_here(in, with_cookie)) return problem(cross_site, in);
  if (with_bearer || with_cookie) in.by = identify(in, with_bearer, true);

  const auto& route = *where.found;
  if (route.needs != right::none && !in.by) {
    auto out = problem(not_signed_in, in, 401);
    out.headers.emplace_back("WWW-Authenticate", "Bearer");
    return out;
  }
  return admitted(in, route);
}

// From here on the caller is known, where the route asks for one.
response pipeline::admitted(request& in, const route& where) {
  if (in.by)
    if (auto wait = per_user_.wait(std::to_string(in.by->user.value()), steady::now()))
      return too_many(in, *wait, "user");
  bool may = where.needs == right::none || in.by->may(where.needs);
  auto out = may ? where.handle(in) : problem(right_missing, in);
  if (out.stream) watch(in, where, out);
  if (changes_something(where.method) || !where.audit_as.empty() || !may) audit(in, where, out);
  return out;
}

std::optional<caller> pipeline::identify(const request& in, bool with_bearer, bool at_work) {
  return with_bearer ? sessions_.by_bearer(bearer_token(in), in.now)
                     : sessions_.by_session(session_token(in), in.now, at_work);
}

// A stream outlives its request; the right to it is asked for again and again, with the time that is then.
void pipeline::watch(const request& in, const route& where, const response& out) {
  bool with_bearer = !bearer_token(in).empty();
  auto opened = steady::now();
  out.stream->still_allowed = [this, in, with_bearer, needs = where.needs, opened] {
    auto later = in;
    later.now = in.now + std::chrono::duration_cast<core::duration>(steady::now() - opened);
    try {
      auto who = identify(later, with_bearer, false);
      return who && who->may(needs);
    } catch (const std::exception& error) {  // this runs past the edge of the request; what cannot be asked is a no
      core::log::warn("stream check broke route={} request_id={}: {}", in.route, in.request_id, error.what());
      return false;
    }
  };
}

void pipeline::audit(const request& in, const route& where, const response& out) {
  audit_.record({.at = in.now,
                 .by = in.by ? in.by->user : core::user_id{},
                 .by_name = in.by ? in.by->name : std::string{},
                 .action = action_of(where),
                 .about = out.about,
                 .subject = subject_of(in, out),
                 .status = out.status,
                 .outcome = out.outcome.empty() ? "ok" : out.outcome,
                 .request_id = in.request_id,
                 .client_address = in.client_address});
}

void pipeline::finish(const request& in, response& out, steady::time_point started) {
  for (auto [name, value] : security_headers) out.headers.emplace_back(name, value);
  bool says_itself = false;
  for (const auto& [name, value] : out.headers) says_itself = says_itself || name == "Cache-Control";
  if (!says_itself) out.headers.emplace_back("Cache-Control", "no-store");
  out.headers.emplace_back("X-Request-Id", in.request_id);

  auto seconds = std::chrono::duration<double>(steady::now() - started).count();
  std::string method{name_of(in.method)}, outcome = out.outcome.empty() ? "ok" : out.outcome;
  core::count("abonent_web_requests_total", "HTTP requests by route and outcome.",
              {{"method", method}, {"route", in.route}, {"outcome", outcome}, {"status", std::to_string(out.status)}});
  core::observe_seconds("abonent_web_request_seconds", "Time from a worker's taking a request to its answer.", seconds,
                        {{"method", method}, {"route", in.route}});
  core::log::info("request method={} route={} status={} outcome={} ms={:.1f} bytes={} user={} address={} request_id={}",
                  method, in.route, out.status, outcome, seconds * 1'000, out.body.size(),
                  in.by ? in.by->user.value() : 0, in.client_address, in.request_id);
}

}  // namespace web
