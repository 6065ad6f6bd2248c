// What each figure means, in one place: the sentence is printed with the figure wherever it is shown, and the arithmetic
// beside it is the only one there is. Operators differ in these words, so ours are always said.
//
// Ratios are never averaged: a figure is a numerator and a denominator, both of which add up over tariff groups and
// over months, and is divided last (figures.hpp).
#pragma once

#include <array>
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <string_view>

namespace analytics {

// How a tariff group's base came from where it was to where it is, and what it brought in on the way.
// opening + gross adds + migrations in - migrations out - disconnections = closing, always.
struct flow {
  std::int64_t opening_base = 0;
  std::int64_t gross_adds = 0;
  std::int64_t migrations_in = 0;
  std::int64_t migrations_out = 0;
  std::int64_t disconnections = 0;
  std::int64_t closing_base = 0;
  std::int64_t service_revenue_micros = 0;

  [[nodiscard]] constexpr bool balances() const {
    return opening_base + gross_adds + migrations_in - migrations_out - disconnections == closing_base;
  }
  friend bool operator==(const flow&, const flow&) = default;
};
BOOST_DESCRIBE_STRUCT(flow, (), (opening_base, gross_adds, migrations_in, migrations_out, disconnections, closing_base,
                                 service_revenue_micros))

enum class metric { arpu, base, churn, revenue, gross_adds, disconnections, net_adds };
BOOST_DESCRIBE_ENUM(metric, arpu, base, churn, revenue, gross_adds, disconnections, net_adds)

enum class unit { money, lines, percent };

struct definition {
  metric of;
  unit in;
  std::string_view sentence;
};

inline constexpr std::array<definition, 7> definitions{{
    {metric::arpu, unit::money,
     "Average revenue per user: service revenue divided by the average base, which is half the sum of the opening and "
     "the closing base of the period. Service revenue is recognised charges net of tax, discounts and credits, without "
     "top-ups and equipment. Test lines are left out."},
    {metric::base, unit::lines,
     "Lines switched on and not yet disconnected at the end of the period, suspended ones included, test lines left out."},
    {metric::churn, unit::percent,
     "Lines disconnected in the period, for whatever reason, divided by the average base, which is half the sum of the "
     "opening and the closing base of the period. A change of tariff is no disconnection. Test lines are left out."},
    {metric::revenue, unit::money,
     "Service revenue: charges recognised in the period, net of tax, discounts and credits, without top-ups and "
     "equipment. Test lines are left out."},
    {metric::gross_adds, unit::lines, "Lines switched on for the first time in the period, test lines left out."},
    {metric::disconnections, unit::lines,
     "Lines disconnected in the period, for whatever reason, test lines left out."},
    {metric::net_adds, unit::lines,
     "Closing base less opening base: gross adds less disconnections, and for one tariff group also lines that changed "
     "to it less lines that changed from it. Test lines are left out."},
}};

constexpr const definition& definition_of(metric of) { return definitions[static_cast<std::size_t>(of)]; }

// A figure before it is divided; where it is no ratio, the numerator is the figure and the denominator stays 0.
struct parts {
  std::int64_t numerator = 0;           // lines, or micros of the operator's currency
  std::int64_t denominator_halves = 0;  // twice the average base, so that half a line is exact
  friend constexpr parts operator+(parts a, parts b) {
    return {a.numerator + b.numerator, a.denominator_halves + b.denominator_halves};
  }
  friend bool operator==(const parts&, const parts&) = default;
};

constexpr bool is_ratio(metric of) { return of == metric::arpu || of == metric::churn; }

// Twice the average base of one period. Over several months the halves of each month add up.
constexpr std::int64_t average_base_halves(const flow& of) { return of.opening_base + of.closing_base; }

constexpr parts parts_of(metric what, const flow& of) {
  switch (what) {
    case metric::arpu: return {of.service_revenue_micros, average_base_halves(of)};
    case metric::base: return {of.closing_base, 0};
    case metric::churn: return {of.disconnections, average_base_halves(of)};
    case metric::revenue: return {of.service_revenue_micros, 0};
    case metric::gross_adds: return {of.gross_adds, 0};
    case metric::disconnections: return {of.disconnections, 0};
    case metric::net_adds: return {of.closing_base - of.opening_base, 0};
  }
  return {};
}

}  // namespace analytics
