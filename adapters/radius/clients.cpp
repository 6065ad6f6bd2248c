// inet_pton and a mask.
#include "adapters/radius/clients.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace radius {
namespace {

bool holds(const client& of, const ip& address) {
  for (int bit = 0; bit < of.prefix; bit += 8) {
    auto left = std::min(8, of.prefix - bit);
    auto mask = static_cast<std::uint8_t>(0xff << (8 - left));
    auto at = static_cast<std::size_t>(bit / 8);
    if ((of.network[at] & mask) != (address[at] & mask)) return false;
  }
  return true;
}

}  // namespace

std::optional<ip> parse_ip(std::string_view text) {
  std::string owned{text};
  ip out{};
  if (inet_pton(AF_INET6, owned.c_str(), out.data()) == 1) return out;
  out = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (inet_pton(AF_INET, owned.c_str(), out.data() + 12) == 1) return out;
  return std::nullopt;
}

std::string ip_text(const ip& it) {
  char text[INET6_ADDRSTRLEN];
  bool mapped = std::all_of(it.begin(), it.begin() + 10, [](auto b) { return b == 0; }) && it[10] == 0xff && it[11] == 0xff;
  return mapped ? inet_ntop(AF_INET, it.data() + 12, text, sizeof text) : inet_ntop(AF_INET6, it.data(), text, sizeof text);
}

std::optional<client> make_client(std::string name, std::string_view network, std::string secret) {
  auto slash = network.find('/');
  auto address = parse_ip(network.substr(0, slash));
  if (!address || name.empty() || secret.empty()) return std::nullopt;
  bool four = network.find(':') == std::string_view::npos;
  int prefix = four ? 32 : 128;
  if (slash != std::string_view::npos) {
    auto text = network.substr(slash + 1);
    int most = prefix;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), prefix);
    if (error != std::errc{} || end != text.data() + text.size() || prefix < 0 || prefix > most) return std::nullopt;
  }
  return client{std::move(name), *address, four ? prefix + 96 : prefix, std::move(secret)};
}

const client* client_book::find(const ip& address) const {
  const client* best = nullptr;
  for (const auto& each : all_)
    if (holds(each, address) && (!best || each.prefix > best->prefix)) best = &each;
  return best;
}

}  // namespace radius
