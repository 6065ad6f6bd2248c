// Liveness and readiness.
#include "web/health.hpp"

#include "core/log.hpp"
#include "web/json_answer.hpp"

namespace web {
namespace {

std::optional<std::string> ask(const readiness_check& check) {
  try {
    return check.failing();
  } catch (const std::exception& error) {
    core::log::warn("readiness check={} broke: {}", check.name, error.what());
    return "it does not answer";
  }
}

response readiness(const std::vector<readiness_check>& checks) {
  json::array lines;
  bool ready = true;
  for (const auto& each : checks) {
    auto failing = ask(each);
    ready = ready && !failing;
    lines.push_back(
        json::object{{"name", each.name}, {"status", failing ? "fail" : "pass"}, {"output", failing.value_or("")}});
  }
  auto out =
      json_answer(json::object{{"status", ready ? "pass" : "fail"}, {"checks", std::move(lines)}}, ready ? 200 : 503);
  if (!ready) out.outcome = "not_ready";
  return out;
}

}  // namespace

std::vector<route> health_routes(std::vector<readiness_check> checks) {
  auto alive = [](const request&) { return json_answer(json::object{{"status", "pass"}}); };
  auto ready = [checks = std::move(checks)](const request&) { return readiness(checks); };
  return {{verb::get, "/healthz", right::none, alive}, {verb::get, "/readyz", right::none, ready}};
}

}  // namespace web
