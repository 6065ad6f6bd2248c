// What a query answers. A row becomes a scalar (its first column) or a struct made known with
// BOOST_DESCRIBE_STRUCT: members take the columns of their names; a missing column throws in the first test.
#pragma once

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>
#include <array>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <vector>

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
  [[nodiscard]] const rows& of() const { return *of_; }

 private:
  const rows* of_;
  std::size_t at_;
};

// Where an answer of the server lies. The pool (libpqxx) and what travels together (libpq) each bring their own.
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
  [[nodiscard]] std::size_t column(std::string_view name) const { return source_->column(name); }  // throws when there is none
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
  return get<T>(of_->column(name));
}

// Reads rows of one answer; which column each member takes is looked up once.
template <class T>
class row_reader {
 public:
  explicit row_reader(const rows& of) {
    if constexpr (described) {
      std::size_t next = 0;
      boost::mp11::mp_for_each<members>([&](auto member) { columns_[next++] = of.column(member.name); });
    }
  }

  T operator()(const row& from) const {
    if constexpr (described) {
      T out = [] {
        if constexpr (std::is_default_constructible_v<T>) return T{};
      }();
      std::size_t next = 0;
      boost::mp11::mp_for_each<members>([&](auto member) {
        using type = std::remove_reference_t<decltype(out.*member.pointer)>;
        out.*member.pointer = from.get<type>(columns_[next++]);
      });
      return out;
    } else {
      return from.get<T>(std::size_t{0});
    }
  }

 private:
  static constexpr bool described = boost::describe::has_describe_members<T>::value;
  template <class U, bool>
  struct members_of {
    using type = boost::describe::describe_members<U, boost::describe::mod_public | boost::describe::mod_inherited>;
  };
  template <class U>
  struct members_of<U, false> {
    using type = boost::mp11::mp_list<>;
  };
  using members = typename members_of<T, described>::type;

  std::array<std::size_t, boost::mp11::mp_size<members>::value> columns_{};
};

template <class T>
T read_row(const row& from) {
  return row_reader<T>{from.of()}(from);
}

template <class T>
std::vector<T> read_rows(const rows& from) {
  std::vector<T> out;
  if (from.empty()) return out;
  out.reserve(from.size());
  row_reader<T> read{from};
  for (auto each : from) out.push_back(read(each));
  return out;
}

}  // namespace db
