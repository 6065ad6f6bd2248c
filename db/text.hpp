// How values cross to PostgreSQL: as text, both ways. One specialisation of `text` a type.
#pragma once

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <charconv>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/identity.hpp"
#include "core/ids.hpp"
#include "core/instant.hpp"
#include "core/uuid.hpp"
#include "core/zone.hpp"

namespace db {

// A row holds what its column's type does not allow: the schema and the code disagree.
[[noreturn]] void corrupt(std::string_view what, std::string_view text);

// Raw bytes: bytea. Crosses as hex.
struct bytes {
  std::string data;
};

std::string to_hex(std::string_view data);        // `\x...`
std::string from_hex(std::string_view hex_text);  // `\x...`
// One element of a PostgreSQL array literal, quoted.
std::string array_element(std::string_view text);
std::vector<std::optional<std::string>> array_elements(std::string_view literal);

template <class T>
struct text;

template <>
struct text<std::string> {
  static std::string to(const std::string& v) { return v; }
  static std::string from(std::string_view v) { return std::string{v}; }
};
template <>
struct text<std::string_view> {
  static std::string to(std::string_view v) { return std::string{v}; }
};
template <>
struct text<const char*> {
  static std::string to(const char* v) { return v; }
};
template <std::size_t N>
struct text<char[N]> {
  static std::string to(const char (&v)[N]) { return v; }
};
template <>
struct text<bool> {
  static std::string to(bool v) { return v ? "t" : "f"; }
  static bool from(std::string_view v) { return v == "t"; }
};
template <std::integral T>
struct text<T> {
  static std::string to(T v) { return std::to_string(v); }
  static T from(std::string_view v) {
    T value{};
    auto [end, error] = std::from_chars(v.data(), v.data() + v.size(), value);
    if (error != std::errc{} || end != v.data() + v.size()) corrupt("integer", v);
    return value;
  }
};
template <>
struct text<double> {  // for figures that are no money: scores, ratios
  static std::string to(double v);
  static double from(std::string_view v);
};
template <>
struct text<core::instant> {
  static std::string to(core::instant v) { return v.text(); }
  static core::instant from(std::string_view v) {
    auto it = core::instant::parse(v);
    if (!it) corrupt("timestamptz", v);
    return *it;
  }
};
template <>
struct text<core::civil_date> {
  static std::string to(core::civil_date v) { return core::date_text(v); }
  static core::civil_date from(std::string_view v) {
    auto it = core::parse_date(v);
    if (!it) corrupt("date", v);
    return *it;
  }
};
template <>
struct text<core::uuid> {
  static std::string to(const core::uuid& v) { return v.text(); }
  static core::uuid from(std::string_view v) {
    auto it = core::uuid::parse(v);
    if (!it) corrupt("uuid", v);
    return *it;
  }
};
template <class Tag>
struct text<core::id<Tag>> {
  static std::string to(core::id<Tag> v) { return std::to_string(v.value()); }
  static core::id<Tag> from(std::string_view v) { return core::id<Tag>{text<std::int64_t>::from(v)}; }
};
template <class T>
  requires std::same_as<T, core::msisdn> || std::same_as<T, core::imsi> || std::same_as<T, core::iccid>
struct text<T> {
  static std::string to(const T& v) { return std::string{v.digits()}; }
  static T from(std::string_view v) {
    auto it = T::parse(v);
    if (!it) corrupt("identifier", core::mask(v));
    return *it;
  }
};
template <>
struct text<bytes> {
  static std::string to(const bytes& v) { return to_hex(v.data); }
  static bytes from(std::string_view v) { return {from_hex(v)}; }
};
// An enum made known with BOOST_DESCRIBE_ENUM: its enumerators' names are what the column holds.
template <class E>
  requires std::is_enum_v<E>
struct text<E> {
  static std::string to(E v) {
    const char* name = boost::describe::enum_to_string(v, nullptr);
    if (!name) corrupt("enum", std::to_string(static_cast<long long>(v)));
    return name;
  }
  static E from(std::string_view v) {
    E value{};
    if (!boost::describe::enum_from_string(std::string{v}.c_str(), value)) corrupt("enum", v);
    return value;
  }
};
template <class T>
struct text<std::vector<T>> {  // a one-dimensional array: `{1,2}`
  static std::string to(const std::vector<T>& v) {
    std::string out = "{";
    for (const auto& each : v) out += (out.size() > 1 ? "," : "") + array_element(text<T>::to(each));
    return out + "}";
  }
  static std::vector<T> from(std::string_view v) {
    std::vector<T> out;
    for (const auto& each : array_elements(v)) out.push_back(text<T>::from(each.value_or("")));
    return out;
  }
};

using param = std::optional<std::string>;  // no value: NULL

template <class T>
param to_param(const T& v) {
  return text<T>::to(v);
}
template <class T>
param to_param(const std::optional<T>& v) {
  return v ? param{text<T>::to(*v)} : param{};
}
inline param to_param(std::nullopt_t) { return {}; }

}  // namespace db
