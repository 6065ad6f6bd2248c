// Catch2 2.13 (Debian 12) or 3.7 (Debian 13) behind one name.
#pragma once

#if __has_include(<catch2/catch.hpp>)
#define CATCH_CONFIG_EXTERNAL_INTERFACES  // for the listener that counts
#include <catch2/catch.hpp>
#else
#include <catch2/catch_all.hpp>
using namespace Catch::Matchers;
#endif
