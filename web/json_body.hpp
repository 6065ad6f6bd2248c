// A JSON body, read once at the border into types that cannot be invalid. Numbers stay the text they came as, so that
// an amount never passes through a double. The reader remembers the first thing that is wrong; ask wrong() when done:
//
//   auto body = web::read_body(in);
//   if (!body) return problem(body.error(), in);
//   order what{.offering = body->text("offering"), .amount = body->amount("amount")};
//   if (auto no = body->wrong()) return problem(*no, in);
#pragma once

#include <boost/describe/enum_from_string.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/money.hpp"
#include "core/refusal.hpp"
#include "core/uuid.hpp"
#include "core/zone.hpp"
#include "web/http.hpp"

namespace web {

struct json_node;     // of the tree, in json_body.cpp
struct json_reading;  // the tree and the first thing wrong

class json_object {
 public:
  json_object(std::shared_ptr<json_reading> of, const json_node* at, std::string path);

  [[nodiscard]] bool has(std::string_view name) const;      // there, and not null
  [[nodiscard]] bool is_null(std::string_view name) const;  // there, and null: merge-patch removes it

  // Members that must be there. When one is not, the answer is an empty value and wrong() says which.
  std::string text(std::string_view name, std::size_t longest = 255);  // at least one character that is no space
  std::int64_t integer(std::string_view name, std::int64_t least, std::int64_t most);
  bool flag(std::string_view name);
  core::money amount(std::string_view name);  // {"value":"12.50","unit":"EUR"}; the value may be a number as well
  core::instant instant(std::string_view name);
  core::uuid uuid(std::string_view name);
  core::civil_date date(std::string_view name);
  template <class Id>
  Id id(std::string_view name) {  // "17" or 17
    return Id{positive(name)};
  }
  template <class E>
  E word(std::string_view name) {  // an enumerator's name
    E value{};
    auto said = text(name);
    if (!said.empty() && !boost::describe::enum_from_string(said.c_str(), value))
      complain(name, "is none of the known words.");
    return value;
  }

  // Members that may be absent or null; there, they are held to the same rules.
  std::optional<std::string> find_text(std::string_view name, std::size_t longest = 255);
  std::string text_or(std::string_view name, std::string otherwise, std::size_t longest = 255);
  std::optional<std::int64_t> find_integer(std::string_view name, std::int64_t least, std::int64_t most);
  bool flag_or(std::string_view name, bool otherwise);
  std::optional<core::money> find_amount(std::string_view name);
  std::optional<core::instant> find_instant(std::string_view name);
  std::optional<core::civil_date> find_date(std::string_view name);
  template <class Id>
  std::optional<Id> find_id(std::string_view name) {
    if (!has(name)) return std::nullopt;
    return id<Id>(name);
  }
  template <class E>
  std::optional<E> find_word(std::string_view name) {
    if (!has(name)) return std::nullopt;
    return word<E>(name);
  }

  std::optional<json_object> find_object(std::string_view name);
  json_object object(std::string_view name);                                         // must be there
  std::vector<json_object> objects(std::string_view name, std::size_t most = 1000);  // absent: none
  std::vector<std::string> texts(std::string_view name, std::size_t most = 1000);    // absent: none

  // Refuses a member that is none of these: what a caller sends and we do not read must not pass in silence.
  void only(std::initializer_list<std::string_view> known);

  void complain(std::string_view name, std::string_view what_is_wrong);  // kept when it is the first
  [[nodiscard]] std::optional<core::refusal> wrong() const;

 private:
  [[nodiscard]] const json_node* find(std::string_view name) const;
  const json_node* must(std::string_view name);
  std::int64_t positive(std::string_view name);
  [[nodiscard]] std::string path_of(std::string_view name) const;

  std::shared_ptr<json_reading> of_;
  const json_node* at_;
  std::string path_;
};

// The body as one object. Refused: no JSON, no object, a name twice, a NUL, more than 32 levels.
core::result<json_object> read_body(const request& in);
core::result<json_object> read_object(std::string_view text);

}  // namespace web
