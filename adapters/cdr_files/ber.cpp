// X.690 8.1: identifier octets, length octets, contents; an indefinite length ends with two zero octets.
#include "adapters/cdr_files/ber.hpp"

namespace cdr_files {
namespace {

constexpr int depth_max = 32;  // of indefinite lengths within each other: no record has five

struct ber_head {
  ber_value value;              // its bytes not yet known
  std::size_t size = 0;         // of tag and length
  std::size_t length = 0;
  bool indefinite = false;
};

unsigned octet(std::string_view in, std::size_t at) { return static_cast<unsigned char>(in[at]); }

std::optional<ber_head> read_head(std::string_view in) {
  if (in.size() < 2) return std::nullopt;
  ber_head out;
  auto first = octet(in, 0);
  out.value.context = (first & 0xc0) == 0x80;
  out.value.constructed = (first & 0x20) != 0;
  out.value.tag = first & 0x1f;
  std::size_t at = 1;
  if (out.value.tag == 0x1f) {  // 8.1.2.4: seven bits an octet
    out.value.tag = 0;
    for (int octets = 0;; ++octets) {
      if (at >= in.size() || octets == 4) return std::nullopt;
      auto each = octet(in, at++);
      out.value.tag = out.value.tag << 7 | (each & 0x7f);
      if ((each & 0x80) == 0) break;
    }
  }
  if (at >= in.size()) return std::nullopt;
  auto length = octet(in, at++);
  if (length == 0x80) {
    if (!out.value.constructed) return std::nullopt;
    out.indefinite = true;
  } else if (length < 0x80) {
    out.length = length;
  } else {
    auto octets = length & 0x7f;
    if (octets > 4 || octets > in.size() - at) return std::nullopt;
    for (; octets > 0; --octets) out.length = out.length << 8 | octet(in, at++);
  }
  out.size = at;
  if (!out.indefinite && out.length > in.size() - at) return std::nullopt;
  return out;
}

// The contents of an indefinite length: up to the two zero octets that belong to it.
std::optional<std::size_t> find_end(std::string_view in) {
  std::size_t at = 0;
  for (int depth = 0;;) {
    if (in.size() - at >= 2 && octet(in, at) == 0 && octet(in, at + 1) == 0) {
      if (depth-- == 0) return at;
      at += 2;
      continue;
    }
    auto head = read_head(in.substr(at));
    if (!head) return std::nullopt;
    at += head->size + head->length;
    if (head->indefinite && ++depth == depth_max) return std::nullopt;
  }
}

// Head and contents; the size is of all of it.
std::optional<ber_head> read_value(std::string_view in) {
  auto out = read_head(in);
  if (!out) return std::nullopt;
  std::size_t trailer = 0;
  if (out->indefinite) {
    auto end = find_end(in.substr(out->size));
    if (!end) return std::nullopt;
    out->length = *end;
    trailer = 2;
  }
  out->value.bytes = in.substr(out->size, out->length);
  out->size += out->length + trailer;
  return out;
}

}  // namespace

bool ber_reader::next(ber_value& into) {
  if (!sound_ || rest_.empty()) return false;
  auto it = read_value(rest_);
  if (!it) return sound_ = false;
  into = it->value;
  rest_.remove_prefix(it->size);
  return true;
}

std::optional<std::size_t> ber_size(std::string_view front) {
  auto it = read_value(front);
  return it ? std::optional{it->size} : std::nullopt;
}

std::optional<std::int64_t> ber_integer(std::string_view bytes) {
  if (bytes.empty() || bytes.size() > 8) return std::nullopt;
  std::uint64_t out = (octet(bytes, 0) & 0x80) != 0 ? ~std::uint64_t{0} : 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) out = out << 8 | octet(bytes, i);
  return static_cast<std::int64_t>(out);
}

}  // namespace cdr_files
