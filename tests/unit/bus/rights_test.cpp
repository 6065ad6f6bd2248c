// What a key may do.
#include "bus/key_book.hpp"
#include "bus/keys.hpp"
#include "tests/catch.hpp"

namespace {
const std::vector<std::string> msc{"usage:msc-1", "hints"};
const std::vector<std::string> everything{"usage:*", "events:*"};
}  // namespace

TEST_CASE("a key may speak for the sources it was given and for no other", "[bus][rights]") {
  CHECK(bus::holds_right(msc, "usage", "msc-1"));
  CHECK_FALSE(bus::holds_right(msc, "usage", "msc-2"));
  CHECK_FALSE(bus::holds_right(msc, "usage", "msc-10"));
  CHECK_FALSE(bus::holds_right(msc, "usage", ""));
  CHECK_FALSE(bus::holds_right(msc, "events", "msc-1"));
  CHECK(bus::holds_right(everything, "usage", "anything"));
  CHECK_FALSE(bus::holds_right(everything, "provisioning", "anything"));
}

TEST_CASE("a key without any right at an endpoint is turned away at its door", "[bus][rights]") {
  CHECK(bus::holds_any_right(msc, "usage"));
  CHECK(bus::holds_any_right(msc, "hints"));
  CHECK_FALSE(bus::holds_any_right(msc, "events"));
  CHECK_FALSE(bus::holds_any_right({}, "usage"));
}

TEST_CASE("a revoked key is forgotten, a changed one is noticed, a key of the manual is never learnt",
          "[bus][rights]") {
  bus::keys_in_memory known;
  auto mine = bus::make_keys().public_key;
  known.add({mine, "msc-1", msc});
  known.add({"Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID", "careless", everything});
  bus::key_book book{{&known}};
  REQUIRE(book.find(mine));
  CHECK(book.find(mine)->name == "msc-1");
  CHECK_FALSE(book.find("Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"));

  auto before = book.edition();
  book.refresh();
  CHECK(book.edition() == before);
  known.add({mine, "msc-1", {"usage:msc-2"}});
  book.refresh();
  CHECK(book.edition() == before + 1);
  CHECK(book.find(mine)->rights == std::vector<std::string>{"usage:msc-2"});
  known.revoke(mine);
  book.refresh();
  CHECK_FALSE(book.find(mine));
}

TEST_CASE("when the keys cannot be read, what was known stays", "[bus][rights]") {
  struct failing : bus::key_source {
    std::vector<bus::known_key> answer;
    bool broken = false;
    std::vector<bus::known_key> keys() override {
      if (broken) throw std::runtime_error{"no database"};
      return answer;
    }
  } source;
  auto mine = bus::make_keys().public_key;
  source.answer = {{mine, "msc-1", msc}};
  bus::key_book book{{&source}};
  source.broken = true;
  CHECK_THROWS(book.refresh());
  CHECK(book.find(mine));
}
