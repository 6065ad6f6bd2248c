// CURVE keys (ZeroMQ RFC 26) and the files they live in: two lines of TOML, mode 0600.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/refusal.hpp"

namespace bus {

struct key_pair {
  std::string public_key;  // 40 characters of Z85, safe to show
  std::string secret_key;  // 40 characters of Z85, never logged
};

key_pair make_keys();

// Refusals: key_malformed, key_is_public_knowledge. Answers the key itself.
core::result<std::string> check_public_key(std::string_view z85);

// Makes the file, never overwrites one. Refusals: key_file_exists. Throws std::system_error when it cannot be written.
core::result<key_pair> make_key_file(const std::filesystem::path& at);
// Refusals: key_file_missing, key_file_open_to_others, key_file_malformed, key_is_public_knowledge.
core::result<key_pair> read_key_file(const std::filesystem::path& at);
// What `abonent run` does at its first start: reads the file, or makes it.
core::result<key_pair> read_or_make_key_file(const std::filesystem::path& at);

}  // namespace bus
