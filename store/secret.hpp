// Tokens and passwords: made at random, kept as digests. libsodium stays in secret.cpp.
#pragma once

#include <string>
#include <string_view>

#include "db/text.hpp"

namespace store {

std::string make_token();                     // 256 random bits, URL-safe text
db::bytes token_digest(std::string_view of);  // BLAKE2b-256: a random token needs no slow hash

// argon2id with at least the parameters of the OWASP password storage sheet (19 MiB, 2 passes, 1 lane). Takes some
// 30 ms of CPU on purpose; signing in, which strangers may do, holds no connection meanwhile.
std::string hash_password(std::string_view password);
bool password_fits(std::string_view password, const std::string& hash);
bool is_outdated(const std::string& hash);  // made with weaker parameters than today's
// What a wrong name is checked against, so that it takes as long as a wrong password.
const std::string& nobodys_hash();

}  // namespace store
