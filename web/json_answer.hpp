// Answers in JSON: ids are texts, times ISO 8601 in UTC, amounts {value, unit} with decimal text, lists with counts.
#pragma once

#include <boost/describe/enum_to_string.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/money.hpp"
#include "core/uuid.hpp"
#include "core/zone.hpp"
#include "web/http.hpp"
#include "web/listing.hpp"

namespace web {

namespace json = boost::json;

template <class Tag>
json::value json_of(core::id<Tag> it) {
  return json::value(std::to_string(it.value()));
}
json::value json_of(core::instant at);
json::value json_of(const core::uuid& it);
json::value json_of(core::civil_date day);
json::value json_of(const core::money& amount);  // {"value":"12.50","unit":"EUR"}
template <class E>
requires std::is_enum_v<E> json::value json_of(E word) {  // the enumerator's name
  return json::value(boost::describe::enum_to_string(word, ""));
}
template <class T>
json::value json_of(const std::optional<T>& it) {  // nothing: null
  if (!it) return nullptr;
  if constexpr (std::is_constructible_v<json::value, const T&>)
    return json::value(*it);
  else
    return json_of(*it);
}

response json_answer(const json::value& what, int status = 200);
response created(std::string_view location, const json::value& what);  // 201 with Location
response no_content();                                                 // 204

// 200 with the items as an array, X-Total-Count and X-Result-Count; `fields=` is applied to each item.
response list_answer(json::array items, const page& of, std::size_t total);
// Keeps what `fields` names, and id, href and @type always; all when it names nothing.
json::object with_fields(json::object from, const std::vector<std::string>& fields);

}  // namespace web
