// What a typed text can mean, for an operator in Russia and one in Poland.
#include "store/search.hpp"

#include <algorithm>

#include "store/fold.hpp"
#include "store/operator_settings.hpp"
#include "tests/catch.hpp"

using store::identifier_kind;

namespace {

const core::numbering_plan russia{"7", "8", "810", {10}};
const core::numbering_plan poland{"48", "", "00", {9}};

bool means(const std::vector<store::identifier_value>& list, identifier_kind kind, std::string_view norm) {
  return std::any_of(list.begin(), list.end(), [&](const auto& it) { return it.kind == kind && it.norm == norm; });
}

}  // namespace

TEST_CASE("a Russian number is understood in every written form") {
  for (std::string typed : {"+7 916 555-01-42", "8 (916) 555 01 42", "9165550142", "79165550142", "810 7 916 555 01 42",
                            "00 7 916 555 01 42", " +7.916.555.01.42 ",
                            "+7\xC2\xA0"
                            "916\xC2\xA0"
                            "5550142"}) {
    INFO(typed);
    CHECK(means(store::read_search(russia, typed).exact, identifier_kind::msisdn, "79165550142"));
  }
}

TEST_CASE("a Polish number is understood in every written form") {
  for (std::string typed : {"601 234 567", "+48 601234567", "0048601234567", "48 601-234-567"}) {
    INFO(typed);
    CHECK(means(store::read_search(poland, typed).exact, identifier_kind::msisdn, "48601234567"));
  }
}

TEST_CASE("four to twelve digits may be the end of a number") {
  CHECK(store::read_search(russia, "0142").ending == "0142");
  CHECK(store::read_search(russia, "55-01-42").ending == "550142");
  CHECK(store::read_search(russia, "142").ending.empty());
  CHECK(store::read_search(russia, "+0142").ending.empty());
  CHECK(store::read_search(russia, "8970120000000000001").ending.empty());
}

TEST_CASE("a number being typed is searched by its beginning, as the country dials it too") {
  CHECK(means(store::read_search(russia, "8916555").beginning, identifier_kind::msisdn, "7916555"));
  CHECK(means(store::read_search(russia, "+7916555").beginning, identifier_kind::msisdn, "7916555"));
  CHECK(means(store::read_search(russia, "916555").beginning, identifier_kind::msisdn, "7916555"));
  CHECK(means(store::read_search(poland, "60123").beginning, identifier_kind::msisdn, "4860123"));
  CHECK_FALSE(means(store::read_search(russia, "+916555").beginning, identifier_kind::msisdn, "7916555"));
}

TEST_CASE("a card is understood with and without its check digit") {
  std::string nineteen = "897012000000000000";  // 18 digits
  nineteen += core::luhn_digit(nineteen);
  CHECK(means(store::read_search(russia, nineteen).exact, identifier_kind::iccid, nineteen));
  CHECK(means(store::read_search(russia, nineteen.substr(0, 18)).exact, identifier_kind::iccid, nineteen));
  CHECK(means(store::read_search(russia, "8970 1200 0000 0000 00").exact, identifier_kind::iccid, nineteen));
  std::string twenty = "8948010000000000017";  // 19 digits of a card of twenty
  auto whole = twenty + core::luhn_digit(twenty);
  CHECK(means(store::read_search(poland, twenty).exact, identifier_kind::iccid, whole));
}

TEST_CASE("an IMSI is understood as it is") {
  CHECK(means(store::read_search(russia, "250 01 1234567890").exact, identifier_kind::imsi, "250011234567890"));
}

TEST_CASE("an address, a contract, a document and a login are each looked up as themselves") {
  store::set_operator({"UTC", "a key"});
  CHECK(means(store::read_search(poland, " Anna@Example.ORG").exact, identifier_kind::email, "anna@example.org"));
  CHECK(means(store::read_search(poland, "anna@").beginning, identifier_kind::email, "anna@"));
  CHECK(means(store::read_search(poland, "anna@home").exact, identifier_kind::login, "anna@home"));
  CHECK(means(store::read_search(poland, "ab-12/7").exact, identifier_kind::contract, "AB127"));
  CHECK(means(store::read_search(poland, "AB 12").beginning, identifier_kind::contract, "AB12"));
  CHECK(means(store::read_search(russia, "45 08 123456").exact, identifier_kind::document,
              store::document_norm("4508123456")));
  CHECK(means(store::read_search(poland, "ABC 123456").exact, identifier_kind::document,
              store::document_norm("abc123456")));
  store::set_operator({});
}

TEST_CASE("without a key for documents the rest is still searched") {
  store::set_operator({});
  auto meaning = store::read_search(russia, "4508123456");
  CHECK(means(meaning.exact, identifier_kind::msisdn, "74508123456"));
  CHECK(std::none_of(meaning.exact.begin(), meaning.exact.end(),
                     [](const auto& it) { return it.kind == identifier_kind::document; }));
}

TEST_CASE("words are a name, the longest first, four at most") {
  using words = std::vector<std::string>;
  CHECK(store::read_search(russia, "Ян Щепаняк").words == words{"shchepaniak", "ian"});
  CHECK(store::read_search(russia, "a bb ccc dddd eeeee").words == words{"eeeee", "dddd", "ccc", "bb"});
  CHECK(store::read_search(russia, "9165550142").words.empty());
}

TEST_CASE("nothing to search for is nothing") {
  for (std::string typed : {"", "   ", "-", "%", "***"}) {
    INFO(typed);
    auto meaning = store::read_search(russia, typed);
    CHECK(meaning.words.empty());
    CHECK(meaning.ending.empty());
  }
  CHECK(store::read_search(russia, std::string(201, 'a')).empty());
}
