// Time: instants, zones, days of 23 and 25 hours.
#include "core/instant.hpp"

#include "core/zone.hpp"
#include "tests/catch.hpp"

using namespace core;

TEST_CASE("an instant is read with its offset and written in UTC", "[time]") {
  CHECK(instant::parse("2026-03-01T10:00:00Z")->text() == "2026-03-01T10:00:00Z");
  CHECK(instant::parse("2026-03-01T10:00:00.5+03:00")->text() == "2026-03-01T07:00:00.500000Z");
  CHECK(instant::parse("2026-03-01 10:00:00.000001+00")->micros() % 1'000'000 == 1);
  CHECK(instant::parse("1969-12-31T23:59:59Z")->micros() == -1'000'000);
}

TEST_CASE("a time that is none, or has no offset, is refused", "[time]") {
  for (auto text : {"", "2026-03-01", "2026-03-01T10:00:00", "2026-02-29T10:00:00Z", "2026-13-01T10:00:00Z", "2026-03-01T24:00:00Z", "2026-03-01T10:60:00Z",
                    "2026-03-01T10:00:00.1234567Z", "2026-03-01T10:00:00Zx"}) {
    INFO(text);
    CHECK_FALSE(instant::parse(text));
  }
}

TEST_CASE("a period holds its first instant and not its last", "[time]") {
  period march{*instant::parse("2026-03-01T00:00:00Z"), *instant::parse("2026-04-01T00:00:00Z")};
  CHECK(march.contains(march.from));
  CHECK_FALSE(march.contains(*march.to));
  CHECK(period{march.from, {}}.contains(*march.to));
}

TEST_CASE("the day the clocks change has 23 or 25 hours", "[time]") {
  using namespace std::chrono;
  auto warsaw = *zone::find("Europe/Warsaw");
  auto spring = civil_date{2026y / 3 / 29}, autumn = civil_date{2026y / 10 / 25};
  auto length = [&](civil_date day) {
    return warsaw.start_of(civil_date{sys_days{day} + days{1}}) - warsaw.start_of(day);
  };
  CHECK(length(spring) == hours{23});
  CHECK(length(autumn) == hours{25});
  CHECK(warsaw.date_of(*instant::parse("2026-03-28T23:30:00Z")) == spring);
  auto span = warsaw.offset_at(*instant::parse("2026-07-01T00:00:00Z"));
  CHECK(span.offset == hours{2});
  CHECK(span.from.text() == "2026-03-29T01:00:00Z");
  CHECK(span.to.text() == "2026-10-25T01:00:00Z");
  CHECK_FALSE(zone::find("Europe/Atlantis"));
}

TEST_CASE("a date is read and written", "[time]") {
  CHECK(date_text(*parse_date("2024-02-29")) == "2024-02-29");
  for (auto text : {"2023-02-29", "2024-2-9", "x", "2024-02-29 "}) CHECK_FALSE(parse_date(text));
}
