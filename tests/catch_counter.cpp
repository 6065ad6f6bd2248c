// Tells ./test how many cases passed: appends `program passed failed` to the file that ABONENT_TEST_COUNTS names.
#include "tests/catch.hpp"

#include <errno.h>

#include <cstdlib>
#include <fstream>

namespace {

#if __has_include(<catch2/catch.hpp>)
using listener = Catch::TestEventListenerBase;
#else
using listener = Catch::EventListenerBase;
#endif

struct counter : listener {
  using listener::listener;
  void testRunEnded(const Catch::TestRunStats& stats) override {
    if (const char* path = std::getenv("ABONENT_TEST_COUNTS"))
      std::ofstream{path, std::ios::app} << program_invocation_short_name << ' ' << stats.totals.testCases.passed << ' ' << stats.totals.testCases.failed << '\n';
  }
};
CATCH_REGISTER_LISTENER(counter)

}  // namespace
