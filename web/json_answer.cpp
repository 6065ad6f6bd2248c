// Values and answers in JSON.
#include "web/json_answer.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>

namespace web {

json::value json_of(core::instant at) { return json::value(at.text()); }
json::value json_of(const core::uuid& it) { return json::value(it.text()); }
json::value json_of(core::civil_date day) { return json::value(core::date_text(day)); }

json::value json_of(const core::money& amount) {
  return json::object{{"value", amount.amount()}, {"unit", std::string{amount.in().code()}}};
}

response json_answer(const json::value& what, int status) { return json_text(json::serialize(what), status); }

response created(std::string_view location, const json::value& what) {
  auto out = json_answer(what, 201);
  out.headers.emplace_back("Location", location);
  return out;
}

response no_content() { return json_text({}, 204); }

json::object with_fields(json::object from, const std::vector<std::string>& fields) {
  if (fields.empty()) return from;
  json::object out;
  for (auto& [name, value] : from) {
    bool wanted = name == "id" || name == "href" || name == "@type" ||
                  std::find(fields.begin(), fields.end(), std::string_view{name.data(), name.size()}) != fields.end();
    if (wanted) out.emplace(name, std::move(value));
  }
  return out;
}

response list_answer(json::array items, const page& of, std::size_t total) {
  auto count = items.size();
  if (!of.fields.empty())
    for (auto& each : items)
      if (each.is_object()) each = with_fields(std::move(each.get_object()), of.fields);
  auto out = json_answer(json::value(std::move(items)));
  out.headers.emplace_back("X-Total-Count", std::to_string(total));
  out.headers.emplace_back("X-Result-Count", std::to_string(count));
  return out;
}

}  // namespace web
