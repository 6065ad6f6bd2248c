// Rows of a customer file, without a database: what each becomes, and what is said when it cannot be read.
#include "store/import_row.hpp"

#include "store/refusals.hpp"
#include "tests/catch.hpp"

namespace {

store::import_mapping mapping_of(const std::string& toml) { return store::read_import_mapping(toml).value(); }

std::vector<store::import_row> read(const std::string& text, const store::import_mapping& mapping = {}) {
  core::csv_reader reader{text, {core::guess_separator(text), '"'}};
  core::csv_row row;
  REQUIRE(reader.next(row));
  auto columns = store::import_columns::find(row.fields, mapping);
  REQUIRE(columns.has_value());
  std::vector<store::import_row> out;
  while (reader.next(row)) out.push_back(store::read_import_row(row, *columns, mapping));
  return out;
}

std::string header_refused(const std::string& header, const store::import_mapping& mapping = {}) {
  core::csv_reader reader{header, {}};
  core::csv_row row;
  reader.next(row);
  auto columns = store::import_columns::find(row.fields, mapping);
  return columns ? "" : columns.error().sentence();
}

}  // namespace

TEST_CASE("a file with our own headers needs no mapping") {
  auto rows = read(
      "family_name,given_name,birth_date,language,pays,bill_day,currency,note\n"
      " Kowalska ,Anna,1990-02-28,pl,postpaid,31,PLN,likes tea\n");
  REQUIRE(rows.size() == 1);
  REQUIRE(rows[0].rejects.empty());
  const auto& who = rows[0].who;
  CHECK(who.family_name == "Kowalska");
  CHECK(who.birth_date == core::parse_date("1990-02-28"));
  CHECK(who.pays == store::payment_mode::postpaid);
  CHECK(who.bill_day == 31);
  CHECK(who.currency == "PLN");
}

TEST_CASE("a mapping names their columns, fills what they leave out and translates their words") {
  auto mapping = mapping_of(R"toml(
    dates = "DD.MM.YYYY"
    separator = ";"
    [columns]
    family_name = "Фамилия"
    birth_date = "Дата рождения"
    pays = "Оплата"
    [defaults]
    language = "ru"
    currency = "RUB"
    [words.pays]
    "предоплата" = "prepaid"
    "постоплата" = "postpaid"
  )toml");
  CHECK(mapping.separator == ';');
  auto rows = read(
      "Фамилия;Дата рождения;Оплата;currency\nЩёлокова;28.02.1990;постоплата;\nЛис;1/3/1985;предоплата;EUR\n", mapping);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].rejects.empty());
  CHECK(rows[0].who.language == "ru");
  CHECK(rows[0].who.currency == "RUB");
  CHECK(rows[0].who.pays == store::payment_mode::postpaid);
  CHECK(rows[0].who.birth_date == core::parse_date("1990-02-28"));
  CHECK(rows[1].who.birth_date == core::parse_date("1985-03-01"));
  CHECK(rows[1].who.currency == "EUR");
}

TEST_CASE("everything wrong with a row is told at once, by the file's own headers") {
  auto mapping = mapping_of("[columns]\nbirth_date = \"born\"");
  auto rows = read("family_name,born,pays,bill_day\nLis,30.02.1990,cash,soon\n", mapping);
  REQUIRE(rows[0].rejects.size() == 3);
  CHECK(rows[0].rejects[0].column == "born");
  CHECK(rows[0].rejects[0].what == "this is no date");
  CHECK(rows[0].rejects[0].line == 2);
  CHECK(rows[0].rejects[1].column == "pays");
  CHECK(rows[0].rejects[1].how ==
        "write prepaid or postpaid, or say what yours mean under [words.pays] in the mapping file");
  CHECK(rows[0].rejects[2].column == "bill_day");
}

TEST_CASE("a customer that could not be added by hand is not added from a file") {
  auto rows = read("family_name,email,language\n,a@b,pl\nLis,nobody,pl\nLis,a@b,polski\n");
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].rejects.at(0).column == "family_name");
  CHECK(rows[1].rejects.at(0).column == "email");
  CHECK(rows[1].rejects.at(0).how == "write one address, or leave it empty");
  CHECK(rows[2].rejects.at(0).column == "language");
}

TEST_CASE("rows with too few or too many fields, and broken ones, are rejected alone") {
  auto rows = read("family_name,language\nLis\nLis,pl,more\nLis,\"pl\nNowak,pl\n");
  REQUIRE(rows.size() == 4);
  CHECK(rows[0].rejects.at(0).what == "the row has 1 fields, the header 2");
  CHECK(rows[1].rejects.at(0).what == "the row has 3 fields, the header 2");
  CHECK(rows[2].rejects.at(0).what == "a quote is opened and never closed");
  CHECK(rows[3].rejects.empty());
}

TEST_CASE("dates that do not exist are no dates") {
  for (std::string date : {"1990-02-29", "1990-13-01", "1990-00-10", "1990-1", "1990-1-1-1", "yesterday", "-1-1-1",
                           "1800-01-01", "1990--1-01"}) {
    INFO(date);
    CHECK(read("family_name,birth_date\nLis," + date + "\n")[0].rejects.size() == 1);
  }
}

TEST_CASE("a header that lacks what is needed or says it twice is refused") {
  CHECK(header_refused("given_name")
            .starts_with("A column that is needed is not in the file. One must be headed `family_name`"));
  CHECK(header_refused("name", mapping_of("[columns]\nfamily_name = \"surname\"")) ==
        "A column that is needed is not in the file. The mapping names `surname` for family_name.");
  CHECK(header_refused("family_name,family_name") == "Two columns mean the same. It is headed `family_name`.");
  CHECK(header_refused("family_name,surname", mapping_of("[columns]\nfamily_name = \"surname\"")).empty());
  CHECK(header_refused("email", mapping_of("[defaults]\nfamily_name = \"Unknown\"")).empty());
}

TEST_CASE("a mapping file with a mistake is refused with its line") {
  auto refused = [](const std::string& toml) {
    auto it = store::read_import_mapping(toml);
    REQUIRE_FALSE(it.has_value());
    CHECK(it.error() == store::mapping_unreadable);
    return it.error().detail();
  };
  CHECK(refused("\n[columns]\nsurname = \"Фамилия\"")
            .starts_with("Line 3, column 11: `surname` is no field of a customer"));
  CHECK(refused("[columns]\nemail = 17").starts_with("Line 2, column 9: `email` must be a text in quotes."));
  CHECK(refused("colums = 1").starts_with("Line 1, column 10: `colums` is not known"));
  CHECK(refused("dates = \"soon\"").starts_with("Line 1, column 9: `dates` is"));
  CHECK(refused("separator = \"::\"").starts_with("Line 1, column 13: `separator` is"));
  CHECK(refused("[columns\n").starts_with("Line 1"));
  CHECK(refused("columns = 1").starts_with("Line 1, column 11: `columns` must be a section."));
}
