// Importing customers: all rows looked at first, nothing half written, rejects kept, resumed, never twice.
#include "store/import_customers.hpp"

#include <sstream>

#include "store/import_sql.hpp"
#include "store/refusals.hpp"
#include "tests/catch.hpp"
#include "tests/db/store/people.hpp"

using namespace tests;

namespace {

struct desk {
  database_case world;
  operator_for_test with;
  std::ostringstream rejects;
  store::import_options options;
  store::import_progress progress;

  core::result<store::import_report> import(const std::string& text) {
    rejects.str("");
    return store::import_customers(world.as("store"), noon(), {"people.csv", text, {}}, options, rejects, progress);
  }
  std::string customers() { return world.look("SELECT count(*) FROM store.customer"); }
};

std::string people(int from, int to) {
  std::string out = "family_name,contract_number,document_kind,document_number\n";
  for (int i = from; i < to; ++i)
    out += "Nowak," + std::to_string(1000 + i) + ",id_card,ABC" + std::to_string(100000 + i) + "\n";
  return out;
}

}  // namespace

TEST_CASE("every query of importing is understood by PostgreSQL") {
  database_case world;
  prepare_all(world.as("store"), store::sql::all_imports);
}

TEST_CASE("a good file is imported whole, whatever its separator and with a byte order mark") {
  desk at;
  at.options.rows_at_once = 7;
  std::vector<std::string> steps;
  at.progress = [&](store::import_phase phase, std::size_t done, std::size_t of) {
    steps.push_back((phase == store::import_phase::checking ? "check " : "write ") + std::to_string(done) + "/" +
                    std::to_string(of));
  };
  auto report = at.import(
                      "\xEF\xBB\xBF"
                      "family_name;given_name;city\r\nЩёлокова;\"Анна; Мария\";Москва\r\nNowak;Jan;Łódź\r\n")
                    .value();
  CHECK(report.written);
  CHECK(report.rows == 2);
  CHECK(report.added == 2);
  CHECK(report.rejected == 0);
  CHECK(report.unused_columns == std::vector<std::string>{"city"});
  CHECK(at.rejects.str().empty());
  CHECK(at.world.look("SELECT given_name FROM store.party ORDER BY party_id LIMIT 1") == "Анна; Мария");
  CHECK(steps == std::vector<std::string>{"check 2/2", "write 2/2"});
  CHECK(at.import(people(0, 20)).value().added == 20);
  CHECK(at.customers() == "22");
}

TEST_CASE("one broken row: nothing is written, and every reject is kept with its line and how to mend it") {
  desk at;
  auto report = at.import(
                      "family_name,email\n"
                      "Nowak,jan@example.org\n"
                      "Lis,nobody\n"
                      "\"Kot,open\n"
                      "Wilk,a@b,c\n")
                    .value();
  CHECK_FALSE(report.written);
  CHECK(report.rows == 4);
  CHECK(report.added == 0);
  CHECK(report.rejected == 3);
  CHECK(at.customers() == "0");
  CHECK(at.rejects.str() ==
        "line,column,what,how,family_name,email\n"
        "3,email,The e-mail address cannot be one.,\"write one address, or leave it empty\",Lis,nobody\n"
        "4,,a quote is opened and never closed,close every quote; a quote inside a field is written twice,\n"
        "5,,\"the row has 3 fields, the header 2\",put fields that hold the separator into quotes,Wilk,a@b,c\n");
}

TEST_CASE("told to pass over rejected rows, the good ones are written and the mended rejects imported in turn") {
  desk at;
  at.options.pass_over_rejected = true;
  auto report = at.import("family_name,email\nNowak,jan@example.org\nLis,nobody\n").value();
  CHECK(report.written);
  CHECK(report.added == 1);
  CHECK(report.rejected == 1);
  auto mended = at.rejects.str();
  mended.replace(mended.find("nobody"), 6, "lis@example.org");
  auto second = at.import(mended).value();
  CHECK(second.added == 1);
  CHECK(second.rejected == 0);
  CHECK(at.customers() == "2");
}

TEST_CASE("the same file is imported once") {
  desk at;
  REQUIRE(at.import(people(0, 3)).value().written);
  CHECK(at.import(people(0, 3)).error().sentence() == "This file was imported before. On 2026-03-02T10:00:00Z.");
  CHECK(at.customers() == "3");
}

TEST_CASE("customers who are there already are rejected, never overwritten, or passed over when told so") {
  desk at;
  REQUIRE(at.import(people(0, 3)).value().written);
  auto report = at.import(people(1, 6)).value();
  CHECK_FALSE(report.written);
  CHECK(report.rejected == 2);
  CHECK(at.rejects.str().find("2,,It already belongs to somebody else. Its kind is contract.,\"remove the row, or "
                              "import with existing customers passed over\","
                              "Nowak,1001,id_card,ABC100001") != std::string::npos);
  at.options.pass_over_existing = true;
  auto again = at.import(people(1, 6)).value();
  CHECK(again.written);
  CHECK(again.existing == 2);
  CHECK(again.added == 3);
  CHECK(at.customers() == "6");
}

TEST_CASE("two rows of one file that claim one contract: the second is rejected with the line of the first") {
  desk at;
  auto report = at.import("family_name,contract_number\nNowak,A-1\nLis,a1\n").value();
  CHECK(report.rejected == 1);
  CHECK(at.rejects.str().find("3,,it has the same contract as line 2,keep one of the two rows,Lis,a1") !=
        std::string::npos);
}

TEST_CASE("an import that was interrupted goes on where it stopped") {
  desk at;
  at.options.rows_at_once = 5;
  auto file = people(0, 23);
  struct power_cut {};
  at.progress = [](store::import_phase phase, std::size_t done, std::size_t) {
    if (phase == store::import_phase::writing && done == 15) throw power_cut{};
  };
  CHECK_THROWS_AS(at.import(file), power_cut);
  CHECK(at.customers() == "15");
  at.progress = {};
  auto report = at.import(file).value();
  CHECK(report.resumed_after_line == 16);
  CHECK(report.added == 8);
  CHECK(report.rejected == 0);
  CHECK(at.customers() == "23");
  CHECK(at.world.look("SELECT added FROM store.import_run") == "23");
}

TEST_CASE("a contract that is taken between looking and writing costs its own row only") {
  desk at;
  at.options.rows_at_once = 2;
  at.progress = [&](store::import_phase phase, std::size_t done, std::size_t) {
    if (phase == store::import_phase::writing && done == 2)
      at.world.as("store").transact([](db::tx& t) {
        auto who = person("Fast", "Clerk");
        who.contract_number = "1002";
        add(t, who);
      });
  };
  auto report = at.import(people(0, 4)).value();
  CHECK(report.written);
  CHECK(report.added == 3);
  CHECK(report.rejected == 1);
  CHECK(at.rejects.str().find("\n4,,It already belongs to somebody else.") != std::string::npos);
  CHECK(at.customers() == "4");
}

TEST_CASE("files that are no customer files are refused with what to do") {
  desk at;
  auto refused = [&](const std::string& text) { return at.import(text).error().sentence(); };
  CHECK(refused("") == "The file cannot be read. It is empty; the first line must head the columns.");
  CHECK(refused("family_name\nok\n\xC8\xE2\xE0\xED\n") ==
        "The file cannot be read. Line 3 is not UTF-8; save the file as UTF-8.");
  CHECK(refused("name;city\n").starts_with("A column that is needed is not in the file."));
  CHECK(refused("\"family_name\n").starts_with("The file cannot be read. In the first line a quote is opened"));
  CHECK(at.world.look("SELECT count(*) FROM store.import_run") == "0");
}
