// The shape of an offering file, top to bottom; catalog/README.md shows one.
#include "catalog/read_offering.hpp"

#include <fmt/format.h>

#include <initializer_list>

namespace catalog {
namespace {

// One word of a few; the first is meant where the field may be left out.
template <class E>
E one_of(fields& in, std::string_view name, std::initializer_list<E> words, bool needed) {
  const E first = *words.begin();
  auto text = needed ? in.text(name) : in.text_or(name, std::string{name_of(first)});
  std::string known;
  for (auto each : words) {
    if (name_of(each) == text) return each;
    known += (known.empty() ? "" : ", ") + std::string{name_of(each)};
  }
  if (!text.empty()) in.wrong(in.at(name), fmt::format("`{}` must be one of {}", name, known));
  return first;
}

offering_price read_price(const node& of, mistakes& noted) {
  fields in{of, noted};
  offering_price out;
  out.code = in.code("code");
  out.label = in.text("label");
  out.kind = one_of(in, "kind", {price_kind::one_time, price_kind::monthly}, true);
  out.amount_micros = in.micros("amount");
  out.prorated = one_of(in, "proration", {proration::by_day, proration::full, proration::none}, false);
  if (out.kind == price_kind::one_time && in.maybe("proration"))
    in.wrong(in.at("proration"), "what is paid once is not prorated");
  in.nothing_else();
  return out;
}

}  // namespace

offering read_offering(const node& of, mistakes& noted) {
  fields in{of, noted};
  offering out{in.code("code"),
               static_cast<int>(in.whole("version", 1, 1'000'000)),
               in.text("name"),
               in.text_or("description", ""),
               in.currency("currency"),
               in.valid(),
               {},
               {},
               {},
               {},
               {},
               {},
               {}};
  out.kind = one_of(in, "kind", {offering_kind::mobile, offering_kind::fixed}, true);
  out.pays = one_of(in, "pays", {offering_pays::prepaid, offering_pays::postpaid}, true);
  out.tariff_group = in.code("tariff_group");
  out.services = in.texts("services");
  for (const auto& each : in.list("services"))
    if (each.text != "voice" && each.text != "sms" && each.text != "data")
      in.wrong(each.at, "`services` must be of voice, sms and data");
  out.tariff_code = in.code("tariff");
  if (in.maybe("tariff_version")) out.tariff_version = static_cast<int>(in.whole("tariff_version", 1, 1'000'000));
  std::set<std::string> codes;
  for (const auto& each : in.list("prices")) {
    out.prices.push_back(read_price(each, noted));
    if (!codes.insert(out.prices.back().code).second)
      noted.add(each.at, fmt::format("a second price \"{}\"", out.prices.back().code));
  }
  in.nothing_else();
  return out;
}

}  // namespace catalog
