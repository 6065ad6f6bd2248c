// The terminal of osmo-hlr (VTY) as a program reads it: telnet options stripped, answers cut at the prompt. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/osmo_hlr/ctrl_codec.hpp"  // garbled

namespace osmo_hlr {

// Drops telnet commands (RFC 854: IAC, a verb and for WILL/WONT/DO/DONT an option; sub-negotiations whole), wherever
// TCP happens to split them.
class telnet_filter {
 public:
  std::string plain(std::string_view bytes);

 private:
  enum class place { text, command, option, sub, sub_command };
  place at_ = place::text;
};

class terminal_reader {
 public:
  void feed(std::string_view bytes);
  // What came before the next prompt: the greeting first, then one answer a command without the command's echo.
  // Throws garbled when there is no prompt in longest_answer bytes.
  std::optional<std::string> next();

 private:
  [[nodiscard]] std::optional<std::size_t> find_prompt(std::size_t& length) const;
  telnet_filter filter_;
  std::string pending_;
  std::string host_;  // of the prompt, `OsmoHLR` unless the operator renamed it; learned from the greeting
};

// The first `% ...` line of an answer that reports a failure. osmo-hlr marks its good news with `% ` too.
std::optional<std::string_view> complaint_in(std::string_view answer);

}  // namespace osmo_hlr
