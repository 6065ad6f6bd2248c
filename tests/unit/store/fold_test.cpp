// Names in any script and spelling meet in one folded form.
#include "store/fold.hpp"

#include "store/operator_settings.hpp"
#include "tests/catch.hpp"

namespace {

// Every word typed is the beginning of some word that is kept: what the search does in SQL.
bool finds(const std::string& typed, const std::string& name) {
  auto kept = store::searchable_name(name);
  for (const auto& word : store::words_of(store::fold(typed)))
    if (kept.find(" " + word) == std::string::npos) return false;
  return true;
}

}  // namespace

TEST_CASE("a name is folded to plain lower-case Latin words") {
  CHECK(store::fold("  Łukasz   ŻÓŁĆ-Gęśla ") == "lukasz zolc gesla");
  CHECK(store::fold("Фёдор Щёлоков") == "fedor shchelokov");
  CHECK(store::fold("Юлия") == "iulia");
  CHECK(store::fold("Дмитрий") == "dmitri");
  CHECK(store::fold("O'Neil") == store::fold("O’Neil"));
  CHECK(store::fold("ООО «Ромашка»") == "ooo romashka");
  CHECK(store::fold("Straße Æther") == "strasse aether");
  CHECK(store::fold("Γιώργος").substr(0, 1) == "g");
  CHECK(store::fold("") == "");
  CHECK(store::fold(" -- ' ") == "");
}

TEST_CASE("the letter io may be written with its dots or without, composed or decomposed") {
  CHECK(store::fold("Семёнов") == store::fold("Семенов"));
  CHECK(store::fold("Семе\u0308нов") == store::fold("Семенов"));
  CHECK(store::fold("Андреи\u0306") == store::fold("Андрей"));
}

TEST_CASE("a customer is found under either script") {
  auto [typed, name] = GENERATE(table<std::string, std::string>({
      {"Ivanov", "Иванов Иван"},        {"иванов", "Ivanov Ivan"},         {"Zhukov", "Жуков Георгий"},
      {"Harlamov", "Харламов Валерий"}, {"Kharlamov", "Харламов Валерий"}, {"Yelena", "Елена Смирнова"},
      {"Elena", "Елена Смирнова"},      {"Елена", "Yelena Smirnova"},      {"Semyonov", "Семёнов Пётр"},
      {"Semenov", "Семёнов Пётр"},      {"Семёнов", "Semyonov Petr"},      {"Alexey", "Алексей Цой"},
      {"Aleksei", "Алексей Цой"},       {"алексей", "Alexey Tsoy"},        {"Tsoi", "Алексей Цой"},
      {"Coi", "Алексей Цой"},           {"Julia", "Юлия Чехова"},          {"Yuliya", "Юлия Чехова"},
      {"Sergey", "Сергей Щербаков"},    {"Sergei", "Сергей Щербаков"},     {"Dmitry", "Дмитрий Быков"},
      {"Дмитрий", "Dmitry Bykov"},      {"Kowalski", "Ковальски Ян"},      {"Ковальски", "Jan Kowalski"},
      {"Щепаняк", "Anna Szczepaniak"},  {"Zolc", "Andrzej Żółć"},          {"Lukasz", "Łukasz Wójcik"},
      {"Wojcik", "Łukasz Wójcik"},      {"Войчик", "Łukasz Wojczik"},      {"Natalya", "Наталья Орлова"},
      {"Вишневская", "Anna Wiśniewska"}, {"вишневска", "Anna Wiśniewska"}, {"Жуковский", "Jan Żukowski"},
      {"Домбровская", "Ewa Dąbrowska"}, {"Гжегож", "Grzegorz Pająk"},       {"Ковальская", "Maria Kowalska"},
  }));
  INFO(typed << " -> " << name << " kept as" << store::searchable_name(name));
  CHECK(finds(typed, name));
}

TEST_CASE("the beginnings of words find a name in any order, other names they do not") {
  CHECK(finds("ann kow", "Kowalska Anna Maria"));
  CHECK(finds("мар ковал", "Kowalska Anna Maria"));
  CHECK_FALSE(finds("owalska", "Kowalska Anna Maria"));
  CHECK_FALSE(finds("anna nowak", "Kowalska Anna Maria"));
  CHECK_FALSE(finds("Петров", "Иванов Иван"));
}

TEST_CASE("the fold of a beginning is a beginning of the fold") {
  for (std::string name : {"Дмитрий", "Щербаков", "Юлия", "Szczepaniak", "Yelena", "Александрович"}) {
    auto whole = store::fold(name);
    for (std::size_t end = 1; end <= name.size(); ++end) {
      if ((static_cast<unsigned char>(name[end % name.size()]) & 0xC0) == 0x80) continue;  // not inside a letter
      INFO(name.substr(0, end));
      CHECK(whole.starts_with(store::fold(name.substr(0, end))));
    }
  }
}

TEST_CASE("codes lose what stands between their letters and digits") {
  CHECK(store::tidy_code(" ab-12/7 ") == "AB127");
  CHECK(store::tidy_code("ПК № 45 08") == "ПКNO4508");
  CHECK(store::tidy_code(" - ") == "");
  CHECK(store::tidy_email("  Anna@Example.ORG ") == "anna@example.org");
}

TEST_CASE("a document is kept under a keyed hash, and not at all without a key") {
  store::set_operator({"UTC", ""});
  CHECK_THROWS_AS(store::document_norm("45 08 123456"), std::logic_error);
  store::set_operator({"UTC", "one"});
  auto under_one = store::document_norm("45 08 123456");
  CHECK(under_one.size() == 64);
  CHECK(store::document_norm("4508-123456") == under_one);
  CHECK(store::document_norm("4508123457") != under_one);
  store::set_operator({"UTC", "two"});
  CHECK(store::document_norm("45 08 123456") != under_one);
}

TEST_CASE("an operator in an unknown time zone is refused at the start") {
  CHECK_THROWS_AS(store::set_operator({"Europe/Nowhere", ""}), std::invalid_argument);
}
