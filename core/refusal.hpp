// A "no" that a person can hear, as a value. Anything else that goes wrong is an exception (docs/decisions/0003).
#pragma once

#include <boost/system/result.hpp>
#include <iosfwd>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace core {

// What sort of no it is; web/problem.cpp maps each to an HTTP status, the command line to an exit code.
enum class refusal_kind {
  invalid,      // 400: the request itself is wrong
  not_allowed,  // 403: this person may not
  not_found,    // 404
  conflict,     // 409: it collides with what is already so
  refused,      // 422: understood, and a rule says no
  try_later,    // 503: nothing is wrong with the request
};

// A reason to say no. The code is part of the API: never reworded, never reused.
// Not an aggregate on purpose: boost::system::result disables its implicit constructor for aggregates.
class refusal {
 public:
  constexpr refusal() = default;  // what result<T>::error() answers when there is none
  constexpr refusal(std::string_view code, refusal_kind kind, std::string_view meaning)
      : code_{code}, kind_{kind}, meaning_{meaning} {}

  // The same refusal with the facts of this case: what, where and how to mend it. Never personal data.
  [[nodiscard]] refusal because(std::string detail) const {
    refusal it{*this};
    it.detail_ = std::move(detail);
    return it;
  }

  [[nodiscard]] std::string_view code() const { return code_; }
  [[nodiscard]] refusal_kind kind() const { return kind_; }
  [[nodiscard]] std::string_view meaning() const { return meaning_; }
  [[nodiscard]] const std::string& detail() const { return detail_; }
  [[nodiscard]] std::string sentence() const {
    return detail_.empty() ? std::string{meaning_} : std::string{meaning_} + " " + detail_;
  }

  friend bool operator==(const refusal& a, const refusal& b) { return a.code_ == b.code_; }
  // A test that fails shows which no it got.
  template <class Char, class Traits>
  friend std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& to, const refusal& why) {
    return to << why.code() << ": " << why.sentence();
  }

 private:
  std::string_view code_;  // both views point at string literals in a room's refusals.hpp
  refusal_kind kind_ = refusal_kind::refused;
  std::string_view meaning_;
  std::string detail_{};
};

// Thrown by result<T>::value() on a refusal: a programmer asked without looking.
class refused : public std::runtime_error {
 public:
  explicit refused(const refusal& why) : std::runtime_error{std::string{why.code()} + ": " + why.sentence()}, why_{why} {}
  [[nodiscard]] const refusal& why() const { return why_; }

 private:
  refusal why_;
};

[[noreturn]] inline void throw_exception_from_error(const refusal& why, const boost::source_location&) {
  throw refused{why};
}

template <class T>
using result = boost::system::result<T, refusal>;

}  // namespace core
