// Catch2's main, built once. Also tells ./test how many cases passed: it appends `passed failed` to the file that
// ABONENT_TEST_COUNTS names.
#if __has_include(<catch2/catch.hpp>)
#define CATCH_CONFIG_RUNNER
#endif
#include "tests/catch.hpp"

#include <cstdlib>
#include <fstream>

namespace {

#if __has_include(<catch2/catch.hpp>)
struct counter : Catch::TestEventListenerBase {
  using TestEventListenerBase::TestEventListenerBase;
#else
struct counter : Catch::EventListenerBase {
  using EventListenerBase::EventListenerBase;
#endif
  void testRunEnded(const Catch::TestRunStats& stats) override {
    if (const char* path = std::getenv("ABONENT_TEST_COUNTS"))
      std::ofstream{path, std::ios::app} << stats.totals.testCases.passed << ' ' << stats.totals.testCases.failed << '\n';
  }
};
CATCH_REGISTER_LISTENER(counter)

}  // namespace

int main(int argc, char** argv) { return Catch::Session().run(argc, argv); }
