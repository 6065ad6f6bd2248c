// Catch2 2.13 (Debian 12) or 3.7 (Debian 13), both spoken to in the words of 2.13.
#pragma once

#if __has_include(<catch2/catch.hpp>)
#define CATCH_CONFIG_EXTERNAL_INTERFACES  // for the listener that counts
#include <catch2/catch.hpp>
#else
#include <catch2/catch_all.hpp>
namespace Catch {
using Matchers::EndsWith;
using Matchers::Equals;
using Matchers::Message;
using Matchers::StartsWith;
inline auto Contains(const std::string& part, CaseSensitive how = CaseSensitive::Yes) { return Matchers::ContainsSubstring(part, how); }
}  // namespace Catch
using Catch::Approx;
#endif
