// libsodium: random, BLAKE2b, argon2id.
#include "store/secret.hpp"

#include <sodium.h>

#include <array>
#include <stdexcept>

namespace store {
namespace {

constexpr std::size_t memory_bytes = 19 * 1'024 * 1'024;
constexpr unsigned long long passes = 2;

void ready() {
  static const int once = sodium_init();
  if (once < 0) throw std::runtime_error{"libsodium cannot be made ready"};
}

}  // namespace

std::string make_token() {
  ready();
  std::array<unsigned char, 32> random{};
  randombytes_buf(random.data(), random.size());
  constexpr auto variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_ENCODED_LEN(random.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), random.data(), random.size(), variant);
  text.resize(text.find('\0'));
  return text;
}

db::bytes token_digest(std::string_view of) {
  db::bytes out{std::string(32, '\0')};
  crypto_generichash(reinterpret_cast<unsigned char*>(out.data.data()), out.data.size(),
                     reinterpret_cast<const unsigned char*>(of.data()), of.size(), nullptr, 0);
  return out;
}

std::string hash_password(std::string_view password) {
  ready();
  std::array<char, crypto_pwhash_STRBYTES> out{};
  if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), passes, memory_bytes,
                            crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw std::runtime_error{"there is no memory to hash a password"};
  return out.data();
}

bool password_fits(std::string_view password, const std::string& hash) {
  ready();
  return !hash.empty() && crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

bool is_outdated(const std::string& hash) {
  return crypto_pwhash_str_needs_rehash(hash.c_str(), passes, memory_bytes) != 0;
}

const std::string& nobodys_hash() {
  static const std::string it = hash_password(make_token());
  return it;
}

}  // namespace store
