// A folder that elements put files into.
#include "adapters/cdr_files/watch_folder.hpp"

#include "tests/wire/cdr_files/exchange.hpp"

using namespace cdr_test;

namespace {

struct mailbox : exchange {
  files::path in = place / "in", out = place / "loaded";
  std::unique_ptr<cdr_files::layout> by = layout_of("csv", "[columns]\nrecord_key = 1\nsubscriber = 2\nstart = 3\nquantity = 4\n");
  cdr_files::folder_watch watch = make(out);
  cdr_files::folder_watch::moment now{};

  mailbox() { files::create_directories(in); }
  cdr_files::folder_watch make(const files::path& to) const { return cdr_files::folder_watch{{settings(), in, to, 5s}}; }
  void put(const std::string& name, const std::string& text) const { std::ofstream{in / name, std::ios::binary} << text; }
  // A look after so long: the names of what was dealt with, and how.
  std::string look(std::chrono::seconds later = 0s) {
    now += later;
    bus::usage_client client{zmq, {to(address, key), "exchange", 500ms, 20ms}};
    std::string said;
    for (const auto& each : watch.look(client, *by, now))
      said += fmt::format("{}{} {}", said.empty() ? "" : ", ", each.file.filename().string(), each.answer ? "loaded" : std::string{each.answer.error().code()});
    return said;
  }
};

}  // namespace

TEST_CASE("a file is loaded when it has come to rest, and put away") {
  mailbox it;
  it.put("calls-1.csv", many_rows(20));
  CHECK(it.look() == "");
  CHECK(it.look(4s) == "");
  it.put("calls-1.csv", many_rows(30));  // still written to
  CHECK(it.look(4s) == "");
  CHECK(it.watch.waiting() == 1);
  CHECK(it.look(5s) == "calls-1.csv loaded");
  CHECK(it.sink.records() == 30);
  CHECK(files::exists(it.out / "calls-1.csv"));
  CHECK_FALSE(files::exists(it.in / "calls-1.csv"));
  CHECK(it.look(60s) == "");
}

TEST_CASE("what is named as unfinished is left alone until it has its name") {
  mailbox it;
  for (const auto* name : {".hidden", "calls.csv.tmp", "calls.csv.filepart", "calls.csv~"}) it.put(name, many_rows(1));
  it.look();
  CHECK(it.look(60s) == "");
  files::rename(it.in / "calls.csv.tmp", it.in / "calls.csv");
  it.look();
  CHECK(it.look(5s) == "calls.csv loaded");
}

TEST_CASE("the same file is refused under another name, after a restart too, and put away beside the first") {
  mailbox it;
  it.put("calls.csv", many_rows(20));
  it.look();
  CHECK(it.look(5s) == "calls.csv loaded");
  it.watch = it.make(it.out);  // as after a restart
  it.put("again.csv", many_rows(20));
  it.put("calls.csv", many_rows(20));
  it.look();
  CHECK(it.look(5s) == "again.csv file_loaded_before, calls.csv file_loaded_before");
  CHECK(it.sink.batches() == 2);
  CHECK(files::exists(it.out / "again.csv"));
  CHECK(files::exists(it.out / "calls.csv.2"));
  auto ledger = cdr_files::loaded_files(it.settings().spool_dir, "exchange");
  REQUIRE(ledger.size() == 1);
  CHECK(ledger[0].name == "calls.csv");
  CHECK(ledger[0].rows == 20);
  CHECK(ledger[0].at == "2026-03-02T07:00:00Z");
}

TEST_CASE("files are loaded oldest first, and without a place to put them they stay and are not loaded twice") {
  mailbox it;
  it.watch = it.make({});
  it.put("b.csv", many_rows(5, 0, "b"));
  it.put("a.csv", many_rows(5, 0, "a"));
  files::last_write_time(it.in / "b.csv", files::last_write_time(it.in / "a.csv") - 1h);
  it.look();
  CHECK(it.look(5s) == "b.csv loaded, a.csv loaded");
  CHECK(it.look(60s) == "");
  CHECK(it.watch.waiting() == 0);
  it.put("a.csv", many_rows(7, 0, "a"));  // it has grown after all
  it.look();
  CHECK(it.look(5s) == "a.csv loaded");
  CHECK(it.sink.records() == 12);
}

TEST_CASE("an interrupted file is gone on with first, whatever else has come") {
  mailbox it;
  struct killed {};
  auto file = it.write("calls.csv", many_rows(100));
  CHECK_THROWS_AS(it.load(file, [](const auto&) { throw killed{}; }), killed);
  it.put("a-first.csv", many_rows(10, 0, "a"));
  files::last_write_time(it.in / "a-first.csv", files::last_write_time(it.in / "a-first.csv") - 1h);
  files::rename(file, it.in / "calls.csv");
  it.look();
  CHECK(it.look(5s) == "calls.csv loaded");
  CHECK(it.look(1s) == "a-first.csv loaded");
  CHECK(it.sink.records() == 110);
}

TEST_CASE("an interrupted file that is gone holds the others up until a person abandons it") {
  mailbox it;
  struct killed {};
  CHECK_THROWS_AS(it.load(it.write("gone.csv", many_rows(100)), [](const auto&) { throw killed{}; }), killed);
  auto next = it.write("next.csv", many_rows(10, 0, "n"));
  CHECK(it.load(next).error() == cdr_files::other_file_unfinished);
  auto settings = it.settings();
  settings.abandon_unfinished = true;
  CHECK(it.load(next, {}, settings).has_value());
  CHECK(it.sink.records() == 20);  // the batch that was kept, too
}

TEST_CASE("a file that says itself that it is not whole is waited for; one that cannot be used stays for a person") {
  mailbox it;
  auto file = whole(ABONENT_SOURCE_DIR "/tests/wire/samples/3gpp/msc.cdr");
  it.by = layout_of("3gpp");
  it.put("17.cdr", file.substr(0, 300));
  it.put("notes.txt", "nothing that an element would write, but long enough for a header");
  it.look();
  CHECK(it.look(5s) == "notes.txt header_wrong");
  CHECK(it.look(60s) == "");
  CHECK(it.watch.waiting() == 1);
  it.put("17.cdr", file);
  it.look();
  CHECK(it.look(5s) == "17.cdr loaded");
  CHECK(files::exists(it.in / "notes.txt"));
}

TEST_CASE("while billing is away files wait, and are loaded when it is back") {
  mailbox it;
  it.put("calls.csv", many_rows(20));
  it.endpoint.reset();
  it.look();
  CHECK(it.look(5s) == "calls.csv billing_silent");
  REQUIRE(eventually([&] {
    try {
      it.endpoint.emplace(it.door, it.sink, bus::usage_endpoint_options{it.address, 2, {}});
      return true;
    } catch (const std::runtime_error&) {
      return false;
    }
  }));
  CHECK(it.look(1s) == "calls.csv loaded");
}
