// What is counted is on the page, once, within bounds, and promtool has nothing to say against it.
#include "tests/catch.hpp"

#include <fmt/format.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "app/prometheus_metrics.hpp"

using app::prometheus_metrics;

namespace {

bool has_line(const std::string& page, const std::string& line) { return ("\n" + page).find("\n" + line + "\n") != std::string::npos; }

std::size_t lines_with(const std::string& page, const std::string& start) {
  std::size_t found = 0;
  for (auto at = page.find(start); at != std::string::npos; at = page.find(start, at + 1))
    if (at == 0 || page[at - 1] == '\n') ++found;
  return found;
}

}  // namespace

TEST_CASE("what is counted, set and timed is on the page with its help and labels", "[metrics]") {
  prometheus_metrics metrics;
  metrics.add("abonent_test_calls_total", "Calls.", {{"kind", "voice"}}, 2);
  metrics.add("abonent_test_calls_total", "Calls.", {{"kind", "voice"}}, 3);
  metrics.add("abonent_test_calls_total", "Calls.", {{"kind", "data"}}, 0);
  metrics.set("abonent_test_lines", "Lines.", {}, 7);
  metrics.set("abonent_test_lines", "Lines.", {}, 6.5);
  metrics.observe("abonent_test_answer_seconds", "Answers.", {}, 0.003);
  metrics.observe("abonent_test_answer_seconds", "Answers.", {}, 70);
  auto page = metrics.page();
  INFO(page);
  CHECK(has_line(page, "# HELP abonent_test_calls_total Calls."));
  CHECK(has_line(page, "# TYPE abonent_test_calls_total counter"));
  CHECK(has_line(page, R"(abonent_test_calls_total{kind="voice"} 5)"));
  CHECK(has_line(page, R"(abonent_test_calls_total{kind="data"} 0)"));  // a known series begins at nought
  CHECK(has_line(page, "abonent_test_lines 6.5"));
  CHECK(has_line(page, R"(abonent_test_answer_seconds_bucket{le="0.0025"} 0)"));
  CHECK(has_line(page, R"(abonent_test_answer_seconds_bucket{le="0.005"} 1)"));
  CHECK(has_line(page, R"(abonent_test_answer_seconds_bucket{le="+Inf"} 2)"));
  CHECK(has_line(page, "abonent_test_answer_seconds_count 2"));
  CHECK(lines_with(page, "process_resident_memory_bytes ") == 1);
  CHECK(lines_with(page, "process_cpu_seconds_total ") == 1);
  CHECK(lines_with(page, "process_start_time_seconds ") == 1);
  CHECK(lines_with(page, "process_open_fds ") == 1);
}

TEST_CASE("a label that was not closed stops at the cap: later values are counted as `other` and nothing is lost", "[metrics]") {
  prometheus_metrics metrics{200};
  for (int i = 0; i < 500; ++i) metrics.add("abonent_test_calls_total", "Calls.", {{"to", std::to_string(i)}, {"kind", "x"}}, 1);
  metrics.add("abonent_test_calls_total", "Calls.", {{"to", "7"}, {"kind", "x"}}, 1);  // one of the first is still itself
  auto page = metrics.page();
  CHECK(lines_with(page, "abonent_test_calls_total{") == 201);
  CHECK(has_line(page, R"(abonent_test_calls_total{kind="other",to="other"} 300)"));
  CHECK(has_line(page, R"(abonent_test_calls_total{kind="x",to="7"} 2)"));
  CHECK(has_line(page, R"(abonent_metrics_overflow_total{metric="abonent_test_calls_total"} 300)"));
}

TEST_CASE("a gauge past the cap is left out and counted: of many last values none is true", "[metrics]") {
  prometheus_metrics metrics{3};
  for (int i = 0; i < 5; ++i) metrics.set("abonent_test_lines", "Lines.", {{"group", std::to_string(i)}}, i);
  auto page = metrics.page();
  CHECK(lines_with(page, "abonent_test_lines{") == 3);
  CHECK(page.find("other") == std::string::npos);
  CHECK(has_line(page, R"(abonent_metrics_overflow_total{metric="abonent_test_lines"} 2)"));
}

TEST_CASE("one full family leaves room in the others", "[metrics]") {
  prometheus_metrics metrics{1};
  for (int i = 0; i < 3; ++i) {
    metrics.add("abonent_test_calls_total", "Calls.", {{"to", std::to_string(i)}}, 1);
    metrics.observe("abonent_test_answer_seconds", "Answers.", {{"to", std::to_string(i)}}, 1);
  }
  auto page = metrics.page();
  CHECK(has_line(page, R"(abonent_test_calls_total{to="other"} 2)"));
  CHECK(has_line(page, R"(abonent_test_answer_seconds_count{to="other"} 2)"));
  // The overflow family is a family too: its own second metric goes to its `other`.
  CHECK(has_line(page, R"(abonent_metrics_overflow_total{metric="abonent_test_calls_total"} 2)"));
  CHECK(has_line(page, R"(abonent_metrics_overflow_total{metric="other"} 2)"));
}

TEST_CASE("a gauge that is written anew shows nothing of what is gone, and frees its place under the cap", "[metrics]") {
  prometheus_metrics metrics{2};
  metrics.set("abonent_test_lines", "Lines.", {{"group", "old"}}, 1);
  metrics.set("abonent_test_lines", "Lines.", {{"group", "kept"}}, 2);
  metrics.replace("abonent_test_lines", "Lines.", {{{{"group", "kept"}}, 3}, {{{"group", "new"}}, 4}});
  auto page = metrics.page();
  CHECK(has_line(page, R"(abonent_test_lines{group="kept"} 3)"));
  CHECK(has_line(page, R"(abonent_test_lines{group="new"} 4)"));
  CHECK(page.find("old") == std::string::npos);
  metrics.forget("abonent_test_lines");
  metrics.forget("abonent_test_never_was");
  CHECK(metrics.page().find("abonent_test_lines") == std::string::npos);
}

TEST_CASE("a label value with quotes, a backslash and a line break is escaped", "[metrics]") {
  prometheus_metrics metrics;
  metrics.set("abonent_test_lines", "Lines.", {{"group", "a\"b\\c\nd"}}, 1);
  CHECK(has_line(metrics.page(), R"(abonent_test_lines{group="a\"b\\c\nd"} 1)"));
}

TEST_CASE("many threads count together, while a page is read and gauges are replaced: the sum is exact", "[metrics]") {
  prometheus_metrics metrics{50};
  std::atomic<bool> stop{false};
  std::thread reader{[&] {
    while (!stop) {
      auto page = metrics.page();
      // replace() is seen whole or not at all.
      auto seen = lines_with(page, "abonent_test_lines{");
      if (seen != 0 && seen != 10) std::abort();
    }
  }};
  std::thread replacer{[&] {
    for (int round = 0; !stop; ++round) {
      core::gauge_series series;
      for (int i = 0; i < 10; ++i) series.push_back({{{"group", std::to_string(round * 10 + i)}}, 1.0});
      metrics.replace("abonent_test_lines", "Lines.", series);
    }
  }};
  std::vector<std::thread> writers;
  for (int w = 0; w < 4; ++w)
    writers.emplace_back([&, w] {
      for (int i = 0; i < 20'000; ++i) {
        metrics.add("abonent_test_calls_total", "Calls.", {{"to", std::to_string((i * 7 + w) % 100)}}, 1);
        metrics.observe("abonent_test_answer_seconds", "Answers.", {}, 0.5);
      }
    });
  for (auto& each : writers) each.join();
  stop = true;
  reader.join();
  replacer.join();
  auto page = metrics.page();
  CHECK(has_line(page, "abonent_test_answer_seconds_count 80000"));
  double sum = 0;
  for (auto at = page.find("\nabonent_test_calls_total{"); at != std::string::npos; at = page.find("\nabonent_test_calls_total{", at + 1))
    sum += std::stod(page.substr(page.find('}', at) + 2));
  CHECK(sum == 80'000);
}

TEST_CASE("the process's own counters go through core once a place is set", "[metrics]") {
  prometheus_metrics metrics;
  core::set_metrics(&metrics);
  core::count("abonent_test_calls_total", "Calls.", {{"kind", "voice"}});
  core::gauge("abonent_test_lines", "Lines.", 4);
  core::replace_gauge("abonent_test_groups", "Groups.", {{{{"group", "a"}}, 1.0}});
  core::observe_seconds("abonent_test_answer_seconds", "Answers.", 0.1);
  core::set_metrics(nullptr);
  core::count("abonent_test_calls_total", "Calls.", {{"kind", "voice"}});
  auto page = metrics.page();
  CHECK(has_line(page, R"(abonent_test_calls_total{kind="voice"} 1)"));
  CHECK(has_line(page, "abonent_test_lines 4"));
  CHECK(has_line(page, R"(abonent_test_groups{group="a"} 1)"));
  CHECK(has_line(page, "abonent_test_answer_seconds_count 1"));
}

TEST_CASE("promtool finds nothing to improve on the page", "[metrics]") {
  if (std::system("command -v promtool >/dev/null 2>&1") != 0) FAIL("promtool is not installed (Debian package prometheus)");
  prometheus_metrics metrics{2};
  for (int i = 0; i < 4; ++i) metrics.add("abonent_test_calls_total", "Calls.", {{"to", std::to_string(i)}}, 1);
  metrics.set("abonent_test_lines", "Lines.", {{"group", "basic"}}, 7);
  metrics.observe("abonent_test_answer_seconds", "Answers.", {}, 0.3);
  auto path = std::filesystem::temp_directory_path() / fmt::format("abonent_metrics_page_{}.txt", ::getpid());
  std::ofstream{path} << metrics.page();
  CHECK(std::system(fmt::format("promtool check metrics < '{}'", path.string()).c_str()) == 0);
  std::filesystem::remove(path);
}
