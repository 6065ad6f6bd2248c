// Path patterns, matched segment by segment.
#include "web/router.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace web {
namespace {

std::vector<std::string> segments_of(std::string_view path) {
  std::vector<std::string> out;
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    auto end = std::min(path.find('/'), path.size());
    out.emplace_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return out;
}

bool is_name(std::string_view segment) { return segment.size() > 2 && segment.front() == '{' && segment.back() == '}'; }

// `/a/{id}/b` -> `0 1 0`: sorts literal segments before names, from the left.
std::string shape_of(const std::vector<std::string>& segments) {
  std::string out;
  for (const auto& each : segments) out += is_name(each) ? '1' : '0';
  return out;
}

bool same_pattern(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const auto& x, const auto& y) { return x == y || (is_name(x) && is_name(y)); });
}

std::optional<std::map<std::string, std::string>> fit(const std::vector<std::string>& pattern,
                                                      const std::vector<std::string>& path) {
  if (pattern.size() != path.size()) return std::nullopt;
  std::map<std::string, std::string> params;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (is_name(pattern[i])) {
      if (path[i].empty()) return std::nullopt;
      params.emplace(pattern[i].substr(1, pattern[i].size() - 2), path[i]);
    } else if (pattern[i] != path[i]) {
      return std::nullopt;
    }
  }
  return params;
}

}  // namespace

router::router(std::vector<route> routes) : routes_{std::move(routes)} {
  for (std::size_t at = 0; at < routes_.size(); ++at) {
    const auto& each = routes_[at];
    if (each.path.empty() || each.path.front() != '/')
      throw std::logic_error{"route must begin with a slash: " + each.path};
    auto segments = segments_of(each.path);
    for (const auto& other : entries_)
      if (routes_[other.at].method == each.method && same_pattern(other.segments, segments))
        throw std::logic_error{fmt::format("two routes for {} {}", name_of(each.method), each.path)};
    entries_.push_back({std::move(segments), at});
  }
  std::stable_sort(entries_.begin(), entries_.end(),
                   [](const entry& a, const entry& b) { return shape_of(a.segments) < shape_of(b.segments); });
}

route_match router::find(verb method, std::string_view path) const {
  route_match out;
  if (path.empty() || path.front() != '/') return out;
  auto asked = segments_of(path);
  for (const auto& each : entries_) {
    auto params = fit(each.segments, asked);
    if (!params) continue;
    const auto& candidate = routes_[each.at];
    if (candidate.method == method) return {&candidate, std::move(*params), {}};
    out.allowed.push_back(candidate.method);
  }
  return out;
}

}  // namespace web
