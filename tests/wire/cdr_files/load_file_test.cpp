// Loading files over the real bus, killed wherever it hurts, with a billing that writes down what it is given.
#include "tests/wire/cdr_files/exchange.hpp"

using namespace cdr_test;

TEST_CASE("a file is loaded once: every row is sent, and the same file again is refused") {
  exchange it;
  auto file = it.write("calls.csv", many_rows(95));
  auto first = it.load(file);
  REQUIRE(first.has_value());
  CHECK(first->counts == cdr_files::load_counts{95, 95, 0, 0, 95, 0, 0, 0});
  CHECK_FALSE(first->resumed);
  CHECK(first->rejects.empty());
  CHECK(it.sink.records() == 95);
  CHECK(it.sink.batches() == 10);
  CHECK(it.load(file).error() == cdr_files::file_loaded_before);
  CHECK(it.load(it.write("renamed.csv", many_rows(95))).error() == cdr_files::file_loaded_before);
  CHECK(it.sink.batches() == 10);
}

TEST_CASE("rejected rows are kept as they stood, with the reason for each, and can be mended and loaded") {
  exchange it;
  auto loaded = it.load(it.write("calls.csv", many_rows(50, 10)));
  REQUIRE(loaded.has_value());
  CHECK(loaded->counts.rejected == 5);
  CHECK(loaded->counts.rated == 45);
  auto rejects = cdr_test::whole(loaded->rejects.string());
  CHECK_THAT(rejects, Catch::StartsWith("r-10,79160000101,soon,10\n"));
  CHECK_THAT(cdr_test::whole(loaded->rejects.string() + ".reasons"), Catch::StartsWith("line 10: `start` is `soon`"));
  for (auto at = rejects.find("soon"); at != std::string::npos; at = rejects.find("soon")) rejects.replace(at, 4, "2026-03-02T10:00:00Z");
  auto mended = it.load(it.write("mended.csv", rejects));
  REQUIRE(mended.has_value());
  CHECK(mended->counts.rated == 5);
  CHECK(it.sink.records() == 50);
}

TEST_CASE("a load that is killed goes on where it stopped: nothing is lost, nothing is sent as new twice") {
  auto seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random{seed};
  exchange it;
  auto file = it.write("calls.csv", many_rows(400, 7));
  struct killed {};
  int kills = 0;
  std::optional<cdr_files::load_report> done;
  while (!done) {
    int batches_left = static_cast<int>(1 + random() % 5);
    try {
      auto loaded = it.load(file, [&](const auto&) {
        if (kills < 8 && --batches_left == 0) throw killed{};
      });
      REQUIRE(loaded.has_value());
      done = *loaded;
    } catch (const killed&) {
      ++kills;
    }
  }
  CHECK(kills > 3);
  CHECK(done->resumed);
  CHECK(done->counts == cdr_files::load_counts{400, 343, 0, 57, 343, 0, 0, 0});
  CHECK(it.sink.records() == 343);
  auto reasons = cdr_test::whole(done->rejects.string() + ".reasons");
  CHECK(std::count(reasons.begin(), reasons.end(), '\n') == 57);
}

TEST_CASE("while one file is unfinished another is not begun, and neither are two loads at once") {
  exchange it;
  auto first = it.write("first.csv", many_rows(100)), second = it.write("second.csv", many_rows(30, 0, "s"));
  struct killed {};
  std::optional<core::refusal> inside;
  CHECK_THROWS_AS(it.load(first, [&](const auto&) {
    inside = it.load(second).error();
    throw killed{};
  }), killed);
  CHECK(inside == cdr_files::load_running);
  CHECK(it.load(second).error() == cdr_files::other_file_unfinished);
  CHECK(it.load(first).has_value());
  CHECK(it.load(second).has_value());
  CHECK(it.sink.records() == 130);
}

TEST_CASE("when billing is away the load says so, keeps what it read and goes on later") {
  exchange it;
  auto file = it.write("calls.csv", many_rows(100));
  auto hasty = it.settings();
  hasty.patience = 700ms;
  auto stopped = it.load(file, [&](const auto& counts) {
    if (counts.rows >= 30) it.endpoint.reset();
  }, hasty);
  CHECK(stopped.error() == cdr_files::billing_silent);
  CHECK(it.load(file, {}, hasty).error() == cdr_files::billing_silent);
  REQUIRE(eventually([&] {
    try {
      it.endpoint.emplace(it.door, it.sink, bus::usage_endpoint_options{it.address, 2, {}});
      return true;
    } catch (const std::runtime_error&) {
      return false;
    }
  }));
  auto done = it.load(file);
  REQUIRE(done.has_value());
  CHECK(done->resumed);
  CHECK(it.sink.records() == 100);
}

TEST_CASE("a source that billing knows further than the spool does is not spoken for") {
  exchange it;
  REQUIRE(it.load(it.write("first.csv", many_rows(10))).has_value());
  auto elsewhere = it.settings();
  elsewhere.spool_dir = it.place / "other";  // a reinstalled element: it takes the next epoch
  REQUIRE(it.load(it.write("second.csv", many_rows(10, 0, "s")), {}, elsewhere).has_value());
  CHECK(it.load(it.write("third.csv", many_rows(10, 0, "t"))).error() == cdr_files::source_used_elsewhere);
  CHECK(it.sink.records() == 20);
}

TEST_CASE("records that billing has from before are counted as duplicates, not as new") {
  exchange it;
  REQUIRE(it.load(it.write("first.csv", many_rows(20))).has_value());
  auto again = it.load(it.write("more.csv", many_rows(30)));
  REQUIRE(again.has_value());
  CHECK(again->counts.duplicates == 20);
  CHECK(again->counts.rated == 10);
}

TEST_CASE("a source name that would leave its folder is refused") {
  exchange it;
  auto file = it.write("calls.csv", many_rows(1));
  for (const auto* name : {"", "../etc", "a/b", ".hidden", "with space"}) {
    auto settings = it.settings();
    settings.source = name;
    CHECK(it.load(file, {}, settings).error() == cdr_files::source_name_wrong);
  }
}

TEST_CASE("an empty file is loaded: it holds nothing") {
  exchange it;
  auto loaded = it.load(it.write("empty.csv", ""));
  REQUIRE(loaded.has_value());
  CHECK(loaded->counts == cdr_files::load_counts{});
  CHECK_THROWS_AS(it.load(it.place / "absent.csv"), std::system_error);
}

TEST_CASE("calls whose halves lie in two files are put together, whenever the load is killed, and what never comes is rejected once") {
  auto seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random{seed};
  exchange it;
  std::string first, second;
  for (int i = 0; i < 300; ++i) {
    first += fmt::format("INVITE|a{0}|b{0}|c-{0}|200|OK|{1}|x|79160000101|79160000202\n", i, 1'772'434'800 + i);
    auto bye = fmt::format("BYE|a{0}|b{0}|c-{0}|200|OK|{1}\n", i, 1'772'435'400 + i);
    if (i % 10 == 9) continue;  // its end never comes
    (i % 2 == 0 ? first : second) += bye;
  }
  auto two = it.write("two.log", second), three = it.write("three.log", "INVITE|z|z|z|200|OK|1772999999|x|79160000101|79160000202\n");
  struct killed {};
  int kills = 0;
  cdr_files::load_counts sum;
  std::size_t reasons = 0;
  for (const auto& file : {it.write("one.log", first), two, three})
    for (bool done = false; !done;) {
      int batches_left = static_cast<int>(1 + random() % 4);
      try {
        auto loaded = it.load_by(*cdr_test::layout_of("kamailio", "[columns]\nsubscriber = 9\nother_party = 10\n"), file, [&](const auto&) {
          if (kills < 12 && --batches_left == 0) throw killed{};
        });
        REQUIRE(loaded.has_value());
        sum.sent += loaded->counts.sent;
        sum.laid_by += loaded->counts.laid_by;
        sum.given_up += loaded->counts.given_up;
        if (!loaded->rejects.empty()) {
          auto text = cdr_test::whole(loaded->rejects.string() + ".reasons");
          reasons += static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
        }
        done = true;
      } catch (const killed&) {
        ++kills;
      }
    }
  CHECK(kills > 3);
  CHECK(sum.sent == 270);
  CHECK(sum.laid_by == 301);
  CHECK(sum.given_up == 30);
  CHECK(reasons == 30);
  CHECK(it.sink.records() == 270);
}

TEST_CASE("a numbered file that has not come, and records an element lost, are alarms until a person has seen them") {
  exchange it;
  auto by = [] { return cdr_test::layout_of("3gpp"); };
  auto file = cdr_test::whole(ABONENT_SOURCE_DIR "/tests/wire/samples/3gpp/msc.cdr");  // number 17
  auto later = file;
  later[25] = 19;
  later[47] = static_cast<char>(0x82);  // exactly two lost
  CHECK(it.load_by(*by(), it.write("17.cdr", file))->alarms.empty());
  auto loaded = it.load_by(*by(), it.write("19.cdr", later));
  REQUIRE(loaded.has_value());
  CHECK(loaded->counts.sent == 6);
  CHECK(loaded->alarms.size() == 2);
  auto alarms = cdr_files::alarms_in(it.settings().spool_dir);
  REQUIRE(alarms.size() == 1);
  CHECK(alarms[0].source == "exchange");
  CHECK(alarms[0].missing == std::vector<std::string>{"10.0.0.9: files that have not come: 18"});
  REQUIRE(alarms[0].alarms.size() == 2);
  CHECK_THAT(alarms[0].alarms[0], Catch::StartsWith("2026-03-02T07:00:00Z 19.cdr of 10.0.0.9: the element lost at least 2 records"));
  auto between = file;
  between[25] = 18;
  CHECK(it.load_by(*by(), it.write("18.cdr", between))->alarms.empty());
  CHECK(cdr_files::alarms_in(it.settings().spool_dir)[0].missing_files == 0);
  CHECK(cdr_files::clear_alarms(it.settings().spool_dir, "exchange") == 2);
  CHECK(cdr_files::alarms_in(it.settings().spool_dir)[0].alarms.empty());
  CHECK(it.sink.records() == 6);  // three files with the same records
}
