// Who may send us accounting: a network element, or a network of them, with the secret it shares with us.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace radius {

// An IPv4 address stands in its IPv6 form, ::ffff:a.b.c.d.
using ip = std::array<std::uint8_t, 16>;
std::optional<ip> parse_ip(std::string_view text);
std::string ip_text(const ip& it);

struct client {
  std::string name;    // in the charging ids of its sessions: two elements with one session id do not meet
  ip network{};
  int prefix = 128;    // of the IPv6 form
  std::string secret;
};
// `10.0.0.7`, `10.0.0.0/24`, `2001:db8::/32`. Nothing: it is none.
std::optional<client> make_client(std::string name, std::string_view network, std::string secret);

class client_book {
 public:
  explicit client_book(std::vector<client> all) : all_{std::move(all)} {}
  [[nodiscard]] const client* find(const ip& address) const;  // the narrowest that holds it

 private:
  std::vector<client> all_;
};

}  // namespace radius
