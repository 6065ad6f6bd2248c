// Small things every handler uses.
#include "web/http.hpp"

#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <charconv>

namespace web {

std::string_view name_of(verb method) {
  switch (method) {
    case verb::get: return "GET";
    case verb::post: return "POST";
    case verb::patch: return "PATCH";
    case verb::put: return "PUT";
    case verb::del: return "DELETE";
  }
  return "?";
}

std::string_view name_of(right what) { return boost::describe::enum_to_string(what, "?"); }

bool caller::may(right what) const {
  return what == right::none || what == right::signed_in ||
         std::find(rights.begin(), rights.end(), what) != rights.end();
}

response json_text(std::string body, int status) {
  response out;
  out.status = status;
  out.body = std::move(body);
  return out;
}

std::optional<std::int64_t> read_id(std::string_view text) {
  std::int64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value <= 0) return std::nullopt;
  return value;
}

std::optional<std::int64_t> id_param(const request& in, const std::string& name) {
  auto it = in.params.find(name);
  return it == in.params.end() ? std::nullopt : read_id(it->second);
}

}  // namespace web
