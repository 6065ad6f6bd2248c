// Types at osmo-hlr's terminal: the only way by which a change reaches the elements that serve a subscriber (see
// README.md). Many commands succeed silently and some fail silently, so a caller reads back over CTRL.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/osmo_hlr/ctrl_client.hpp"
#include "adapters/osmo_hlr/vty_codec.hpp"

namespace osmo_hlr {

struct typed {
  enum class how { answered, not_sent, unknown };
  how came = how::not_sent;
  std::string complaint;  // empty: none was heard
};

class vty_client {
 public:
  vty_client(hlr_address at, patience waits) : at_{std::move(at)}, waits_{waits} {}

  // Lines typed in one breath: osmo-hlr runs those that arrive together before it listens to anybody else. Answers the
  // first complaint of any. A line is made of words of our own and digits; it never holds text from outside.
  typed type(std::initializer_list<std::string> lines);
  void disconnect() { stream_.close(); }

 private:
  bool sign_in();
  std::optional<std::string> answer(steady_point until);

  hlr_address at_;
  patience waits_;
  timed_stream stream_;
  terminal_reader reader_;
};

}  // namespace osmo_hlr
