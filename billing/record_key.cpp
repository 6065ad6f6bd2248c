// BLAKE2b with the source as its key: no text of one source can meet another's.
#include "billing/record_key.hpp"

#include <sodium.h>

namespace billing {
namespace {

std::array<std::uint8_t, 16> digest(std::string_view text, std::string_view key) {
  std::array<std::uint8_t, 16> out;
  crypto_generichash(out.data(), out.size(), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                     key.empty() ? nullptr : reinterpret_cast<const unsigned char*>(key.data()), key.size());
  return out;
}

}  // namespace

core::uuid record_key(std::string_view source, const bus::usage_record& record, std::string_view raw) {
  // A key of BLAKE2b has at most 64 bytes; a source's name may be longer.
  auto name = digest(source, {});
  std::string_view key{reinterpret_cast<const char*>(name.data()), name.size()};
  if (!record.record_key.empty()) return core::uuid{digest(record.record_key, key)};
  name[0] ^= 0xff;  // the bytes of a record are no record key
  return core::uuid{digest(raw.substr(record.offset, record.length), key)};
}

}  // namespace billing
