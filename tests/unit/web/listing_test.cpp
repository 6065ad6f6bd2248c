// Lists in the manner of TMF630.
#include "web/listing.hpp"

#include "tests/catch.hpp"
#include "web/json_answer.hpp"

namespace {

web::request asking(std::map<std::string, std::string> query) {
  web::request in;
  in.query = std::move(query);
  return in;
}

const web::page_rules rules{.limit = 20, .limit_max = 100, .sortable = {"at", "state"}, .filters = {"state"}};

std::string header(const web::response& of, std::string_view name) {
  for (const auto& [key, value] : of.headers)
    if (key == name) return value;
  return {};
}

}  // namespace

TEST_CASE("a list is asked for by offset, limit, fields, sort and its own filters", "[web]") {
  auto page = web::read_page(
      asking({{"offset", "40"}, {"limit", "10"}, {"fields", "state,at"}, {"sort", "-at,state"}, {"state", "parked"}}),
      rules);
  REQUIRE(page.has_value());
  CHECK(page->offset == 40);
  CHECK(page->limit == 10);
  CHECK(page->fields == std::vector<std::string>{"state", "at"});
  CHECK(page->sort == std::vector<web::sort_key>{{"at", true}, {"state", false}});
  CHECK(page->filter("state") == "parked");
  CHECK(page->filter("other", "none") == "none");
  CHECK(web::read_page(asking({}), rules)->limit == 20);
}

TEST_CASE("a parameter that would not filter is refused instead of ignored", "[web]") {
  for (std::map<std::string, std::string> query : {std::map<std::string, std::string>{{"colour", "red"}},
                                                   {{"limit", "101"}},
                                                   {{"limit", "-1"}},
                                                   {{"limit", "ten"}},
                                                   {{"offset", "1e3"}},
                                                   {{"sort", "name"}},
                                                   {{"offset", "99999999999999"}}}) {
    auto page = web::read_page(asking(query), rules);
    INFO(query.begin()->first << "=" << query.begin()->second);
    REQUIRE_FALSE(page.has_value());
    CHECK(page.error().code() == "query_invalid");
  }
}

TEST_CASE("what has no meaning for one thing or for a cursor is refused as well", "[web]") {
  web::page_rules one, cursor;
  one.knows_offset = one.knows_limit = false;
  cursor.knows_offset = cursor.knows_fields = false;
  CHECK(web::read_page(asking({{"fields", "id"}}), one)->fields.size() == 1);
  CHECK(web::read_page(asking({{"limit", "1"}}), cursor)->limit == 1);
  CHECK_FALSE(web::read_page(asking({{"limit", "1"}}), one).has_value());
  CHECK_FALSE(web::read_page(asking({{"offset", "1"}}), one).has_value());
  CHECK_FALSE(web::read_page(asking({{"offset", "1"}}), cursor).has_value());
  CHECK_FALSE(web::read_page(asking({{"fields", "id"}}), cursor).has_value());
}

TEST_CASE("a list answers with how many there are and how many it shows", "[web]") {
  web::json::array items;
  items.push_back(web::json::object{{"id", "1"}, {"@type", "Order"}, {"state", "done"}, {"note", "x"}});
  web::page page;
  page.fields = {"state"};
  auto out = web::list_answer(items, page, 41);
  CHECK(header(out, "X-Total-Count") == "41");
  CHECK(header(out, "X-Result-Count") == "1");
  CHECK(out.body == R"([{"id":"1","@type":"Order","state":"done"}])");
}

TEST_CASE("parameters that name a person are known, however they are written", "[web]") {
  for (auto name :
       {"msisdn", "imsi", "iccid", "email", "name", "givenName", "family_name", "phone-number", "engagedParty.name",
        "contactMedium.characteristic.emailAddress", "MSISDN", "birthDate", "documentNumber"}) {
    INFO(name);
    CHECK(web::names_a_person(name));
  }
  for (auto name : {"state", "offset", "limit", "fields", "metric", "customerId", "before", "group"})
    CHECK_FALSE(web::names_a_person(name));
}
