// Nothing that names a person reaches the log.
#include "core/log.hpp"

#include "tests/catch.hpp"

TEST_CASE("a number, a card or an address in a log line is masked", "[log]") {
  using core::log::masked;
  CHECK(masked("subscriber=79165550142 found") == "subscriber=7916****142 found");
  CHECK(masked("imsi 250011234567890") == "imsi 2500****890");
  CHECK(masked("mail anna.k@example.org sent") == "mail a****@example.org sent");
  CHECK(masked("+48601234567") == "+4860****567");
}

TEST_CASE("what happened is one line of the log, whatever it says", "[log]") {
  CHECK(core::log::masked("why=connection failed\n\tIs the server running?\n") == "why=connection failed  Is the server running?");
  CHECK(core::log::masked("reason=\r\n2026-01-01 forged").find('\n') == std::string::npos);
  CHECK(core::log::masked("Анна") == "Анна");
}

TEST_CASE("our own ids, counts and times stay readable", "[log]") {
  using core::log::masked;
  for (auto text : {"order=0190b8d2-7f3e-7a1b-9c2d-012345678901 state=active", "rows=12345678 ms=250", "at 2026-03-01T10:00:00.123456Z", "a @ b"})
    CHECK(masked(text) == text);
}
