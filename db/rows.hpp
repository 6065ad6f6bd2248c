// What a query answers. A row becomes a scalar (its first column) or a struct made known with
// BOOST_DESCRIBE_STRUCT: members take the columns of their names; a missing column throws in the first test.
#pragma once

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <memory>
#include <optional>
#include <string_view>

#include "db/text.hpp"

namespace db {

class rows;

class row {
 public:
  row(const rows& of, std::size_t at) : of_{&of}, at_{at} {}

  template <class T>
  [[nodiscard]] T get(std::size_t column) const;
  template <class T>
  [[nodiscard]] T get(std::string_view column) const;

  [[nodiscard]] std::optional<std::string_view> text_at(std::size_t column) const;  // nothing: NULL
  [[nodiscard]] std::size_t column(std::string_view name) const;                    // throws when there is none

 private:
  const rows* of_;
  std::size_t at_;
};

// Where an answer of the server lies. The pool (libpqxx) and the hot path (libpq) each bring their own.
class row_source {
 public:
  virtual ~row_source() = default;
  [[nodiscard]] virtual std::size_t size() const = 0;
  [[nodiscard]] virtual std::int64_t affected() const = 0;
  [[nodiscard]] virtual std::optional<std::string_view> text_at(std::size_t row, std::size_t column) const = 0;
  [[nodiscard]] virtual std::size_t column(std::string_view name) const = 0;
};

// Owns one answer; copies share it.
class rows {
 public:
  explicit rows(std::shared_ptr<const row_source> from) : source_{std::move(from)} {}

  [[nodiscard]] std::size_t size() const { return source_->size(); }
  [[nodiscard]] bool empty() const { return size() == 0; }
  [[nodiscard]] std::int64_t affected() const { return source_->affected(); }  // rows a write touched
  [[nodiscard]] row operator[](std::size_t at) const { return {*this, at}; }

  class iterator {
   public:
    iterator(const rows& of, std::size_t at) : of_{&of}, at_{at} {}
    row operator*() const { return {*of_, at_}; }
    iterator& operator++() {
      ++at_;
      return *this;
    }
    friend bool operator==(const iterator&, const iterator&) = default;

   private:
    const rows* of_;
    std::size_t at_;
  };
  [[nodiscard]] iterator begin() const { return {*this, 0}; }
  [[nodiscard]] iterator end() const { return {*this, size()}; }

 private:
  friend class row;
  std::shared_ptr<const row_source> source_;
};

inline std::optional<std::string_view> row::text_at(std::size_t column) const { return of_->source_->text_at(at_, column); }
inline std::size_t row::column(std::string_view name) const { return of_->source_->column(name); }

template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {
  using inner = T;
};

template <class T>
T row::get(std::size_t column) const {
  auto value = text_at(column);
  if constexpr (is_optional<T>::value) {
    if (!value) return std::nullopt;
    return text<typename is_optional<T>::inner>::from(*value);
  } else {
    if (!value) corrupt("a value", "NULL");
    return text<T>::from(*value);
  }
}

template <class T>
T row::get(std::string_view name) const {
  return get<T>(column(name));
}

template <class T>
T read_row(const row& from) {
  if constexpr (boost::describe::has_describe_members<T>::value) {
    T out = [] {
      if constexpr (std::is_default_constructible_v<T>) return T{};
    }();
    using members = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;
    boost::mp11::mp_for_each<members>([&](auto member) {
      using type = std::remove_reference_t<decltype(out.*member.pointer)>;
      out.*member.pointer = from.get<type>(std::string_view{member.name});
    });
    return out;
  } else {
    return from.get<T>(std::size_t{0});
  }
}

}  // namespace db
