// Where the keys of clients are known: a port, implemented by the store's table of bus keys (app/ wires it).
// A key is an identity; what it may do is a list of rights, `endpoint:name`: `usage:msc-1`, `events:analytics`,
// `provisioning:aaa`, `hints`. `*` as the name means any.
#pragma once

#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bus {

struct known_key {
  std::string public_key;  // 40 characters of Z85
  std::string name;        // whose it is; one name may have two keys while they are changed
  std::vector<std::string> rights;
};

class key_source {
 public:
  virtual ~key_source() = default;
  // Every key in force now. Asked about once a second from a thread of the bus; throws when it cannot be read, and
  // then what was known stays.
  virtual std::vector<known_key> keys() = 0;
};

// Keys known to this process only: the program's own, made at start and never written down, and those of tests.
class keys_in_memory final : public key_source {
 public:
  std::vector<known_key> keys() override;
  void add(known_key key);
  void revoke(std::string_view public_key);

 private:
  std::mutex guard_;
  std::map<std::string, known_key, std::less<>> keys_;
};

// May a holder of these rights do `endpoint` as `name`?
bool holds_right(std::span<const std::string> rights, std::string_view endpoint, std::string_view name);
// Has it any right at this endpoint? Without one it is refused at the door.
bool holds_any_right(std::span<const std::string> rights, std::string_view endpoint);

}  // namespace bus
