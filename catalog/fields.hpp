// Reading the fields of an object: every mistake is noted with its line and column, and reading goes on.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "catalog/document.hpp"
#include "catalog/tariff.hpp"
#include "core/instant.hpp"
#include "core/money.hpp"
#include "core/refusal.hpp"

namespace catalog {

class mistakes {
 public:
  void add(place at, std::string_view what);
  [[nodiscard]] bool none() const { return found_.empty(); }
  [[nodiscard]] core::refusal refusal() const;  // catalog_file_wrong with the first ten

 private:
  std::vector<std::string> found_;
};

class fields {
 public:
  fields(const node& of, mistakes& to);

  [[nodiscard]] place at() const { return of_.at; }
  [[nodiscard]] const node& source() const { return of_; }
  [[nodiscard]] place at(std::string_view name) const;
  const node* maybe(std::string_view name);  // null counts as absent
  const node* need(std::string_view name);

  // Each notes what is wrong and then answers something harmless.
  std::string text(std::string_view name);
  std::string text_or(std::string_view name, std::string otherwise);
  std::string code(std::string_view name);  // a-z 0-9 _ - . , at most 60
  std::int64_t whole(std::string_view name, std::int64_t least, std::int64_t most);
  std::int64_t whole_or(std::string_view name, std::int64_t least, std::int64_t most, std::int64_t otherwise);
  bool flag_or(std::string_view name, bool otherwise);
  std::int64_t micros(std::string_view name);  // an amount as text, 0 to a million units
  std::int64_t micros_or(std::string_view name, std::int64_t otherwise);
  std::int64_t quantity_or(std::string_view name, service of, std::int64_t least, std::int64_t otherwise);
  core::currency currency(std::string_view name);
  core::period valid();                                   // `valid_from` and, where it ends, `valid_to`
  std::vector<std::string> texts(std::string_view name);  // a list of texts; absent: empty
  const std::vector<node>& list(std::string_view name);   // absent: empty
  rounding_rule rounding(const node& of);

  // Names that nobody asked for are mistakes: call it last.
  void nothing_else();
  [[nodiscard]] std::vector<std::string> unasked() const;

  void wrong(place where, std::string_view what) { to_.add(where, what); }
  mistakes& noted() { return to_; }

 private:
  const node& of_;
  mistakes& to_;
  std::set<std::string, std::less<>> asked_;
};

constexpr std::int64_t price_micros_max = 1'000'000'000'000;  // a million units of the currency

}  // namespace catalog
