// Names and lives of the demo's people.
#include "app/demo/town.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace app::demo {
namespace {

constexpr std::string_view ru_women[] = {"Анна", "Мария", "Елена", "Ольга", "Наталья", "Татьяна", "Ирина", "Светлана", "Юлия", "Дарья", "Алёна", "Вера", "Ксения", "Полина"};
constexpr std::string_view ru_men[] = {"Александр", "Дмитрий", "Максим", "Сергей", "Андрей", "Алексей", "Артём", "Илья", "Кирилл", "Михаил", "Никита", "Роман", "Фёдор", "Пётр"};
constexpr std::string_view ru_families[] = {"Ковальск", "Вишневск", "Озерск", "Лугов", "Морозов", "Соколов", "Орлов", "Зайцев", "Белов", "Кузнецов", "Ершов", "Тихонов", "Щукин", "Журавлёв", "Снегирёв", "Калинин"};
constexpr std::string_view pl_women[] = {"Agnieszka", "Katarzyna", "Małgorzata", "Zofia", "Joanna", "Łucja", "Ewa", "Barbara", "Magdalena", "Hanna", "Urszula", "Świętosława", "Żaneta", "Grażyna"};
constexpr std::string_view pl_men[] = {"Jakub", "Michał", "Łukasz", "Piotr", "Paweł", "Krzysztof", "Tomasz", "Stanisław", "Grzegorz", "Wojciech", "Zbigniew", "Jędrzej", "Mateusz", "Bartłomiej"};
constexpr std::string_view pl_families[] = {"Wiśniewsk", "Kowalsk", "Zielińsk", "Jabłońsk", "Nowak", "Wójcik", "Mazur", "Krawczyk", "Dąbek", "Gąsior", "Śliwa", "Żuraw", "Ćwikła", "Łoś", "Szczepan", "Pączek"};
constexpr std::string_view en_women[] = {"Alice", "Emma", "Grace", "Harriet", "Isla", "Margaret", "Nora", "Olivia", "Rose", "Sophie", "Violet", "Ruth"};
constexpr std::string_view en_men[] = {"Arthur", "Daniel", "Edward", "George", "Henry", "James", "Oliver", "Peter", "Samuel", "Thomas", "William", "Walter"};
constexpr std::string_view en_families[] = {"Ashworth", "Barlow", "Carver", "Dunmore", "Ellery", "Fairfax", "Garland", "Hartley", "Kendall", "Lockwood", "Marsh", "Osborne", "Pembroke", "Thackeray", "Wainwright", "Yardley"};
constexpr std::string_view segments[] = {"families", "students", "seniors", "business", "city", "village"};
constexpr std::string_view reasons[] = {"customer_request", "customer_request", "port_out", "port_out", "non_payment", "inactivity"};

// Families that bend with the person: -ский/-ская, -ski/-ska; -ов/-ова.
std::string bent(std::string_view stem, bool woman, std::string_view language) {
  std::string out{stem};
  if (language == "ru") {
    if (out.ends_with("ск")) return out + (woman ? "ая" : "ий");
    return woman ? out + "а" : out;
  }
  if (language == "pl" && out.ends_with("sk")) return out + (woman ? "a" : "i");
  return out;
}

person someone(dice& d, std::size_t number) {
  person it;
  bool woman = d.chance(510);
  switch (d.below(3)) {
    case 0:
      it.language = "ru";
      it.given_name = woman ? d.pick(ru_women) : d.pick(ru_men);
      it.family_name = bent(d.pick(ru_families), woman, "ru");
      break;
    case 1:
      it.language = "pl";
      it.given_name = woman ? d.pick(pl_women) : d.pick(pl_men);
      it.family_name = bent(d.pick(pl_families), woman, "pl");
      break;
    default:
      it.language = "en";
      it.given_name = woman ? d.pick(en_women) : d.pick(en_men);
      it.family_name = d.pick(en_families);
  }
  it.email = fmt::format("person{:05}@example.org", number);
  it.document_number = fmt::format("{:c}{:c}{:07}", 'A' + static_cast<char>(d.below(26)), 'A' + static_cast<char>(d.below(26)), number + 1'000'000);
  it.segment = d.pick(segments);
  it.birth_date = core::civil_date{std::chrono::year{static_cast<int>(1940 + d.below(66))} / static_cast<int>(1 + d.below(12)) / static_cast<int>(1 + d.below(28))};
  return it;
}

// Days in a microsecond duration, at a random second of the day.
core::instant some_time(dice& d, core::instant from, core::instant to) {
  auto span = static_cast<std::uint64_t>((to - from).count() / 1'000'000);
  return from + std::chrono::seconds{static_cast<std::int64_t>(d.below(std::max<std::uint64_t>(span, 1)))};
}

line some_line(dice& d, std::size_t person, bool prepaid, core::instant half_year_ago, core::instant now) {
  line it{};
  it.person = person;
  it.bought = prepaid ? offer::prepaid_voice : d.chance(640) ? offer::postpaid_bundle : offer::fixed_internet;
  // Three in four were there before; the others came during the half year, a little more of them lately.
  if (d.chance(750)) {
    it.activated_at = some_time(d, half_year_ago - std::chrono::days{480}, half_year_ago);
  } else {
    it.activated_at = std::max(some_time(d, half_year_ago, now), some_time(d, half_year_ago, now - std::chrono::days{20}));
  }
  // About two in a hundred leave each month, prepaid twice as often as the others.
  unsigned leave_per_thousand = it.bought == offer::prepaid_voice ? 170 : 80;
  auto first_exit = std::max(it.activated_at, half_year_ago) + std::chrono::days{10};
  if (first_exit < now && d.chance(leave_per_thousand)) {
    it.terminated_at = some_time(d, first_exit, now);
    it.leaving_reason = d.pick(reasons);
  }
  bool fixed = it.bought == offer::fixed_internet;
  it.calls_per_week = fixed ? 0 : static_cast<unsigned>(1 + d.below(9));
  it.messages_per_week = fixed ? 0 : static_cast<unsigned>(d.below(6));
  it.megabytes_per_day = fixed ? static_cast<unsigned>(200 + d.below(4000)) : d.chance(600) ? static_cast<unsigned>(d.below(prepaid ? 12 : 400)) : 0;
  return it;
}

}  // namespace

std::uint64_t dice::roll() {
  std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

town build_town(std::uint64_t seed, std::size_t lines, core::instant half_year_ago, core::instant now) {
  dice d{seed};
  town out;
  while (out.lines.size() < lines) {
    auto who = out.people.size();
    out.people.push_back(someone(d, who));
    bool prepaid = d.chance(500);  // one customer, one account, one way of paying
    for (auto count = d.chance(140) ? 2 + d.below(2) : 1; count > 0 && out.lines.size() < lines; --count)
      out.lines.push_back(some_line(d, who, prepaid, half_year_ago, now));
  }
  std::stable_sort(out.lines.begin(), out.lines.end(), [](const line& a, const line& b) { return a.activated_at < b.activated_at; });
  return out;
}

}  // namespace app::demo
