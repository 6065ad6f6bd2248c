// The control interface of Osmocom programs on the wire: IPA frames (uint16 length, protocol byte) around one line of
// text. Pure: bytes in, values out. Frames may carry keys, so nothing in here logs and nothing quotes what it read.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace osmo_hlr {

// The other side does not speak CTRL, or lost its place in the stream: the connection is of no more use.
struct garbled : std::runtime_error {
  using runtime_error::runtime_error;
};

// osmo-hlr resets the connection at a command of 3000 characters; ours are a tenth of that.
inline constexpr std::size_t longest_command = 1'000;
// `info` of a full subscriber is about 400 bytes. More than this is not an answer to anything we ask.
inline constexpr std::size_t longest_answer = 16'384;

enum class frame_kind { control, ping, pong, other };  // other: IPA housekeeping that needs no answer
struct frame {
  frame_kind kind;
  std::string text;  // of control only
};

std::string control_frame(std::string_view text);  // throws std::length_error past longest_command
std::string pong_frame();

// Puts frames together from whatever pieces TCP delivers.
class frame_reader {
 public:
  void feed(std::string_view bytes) { pending_ += bytes; }
  // The next whole frame, or nothing yet. Throws garbled.
  std::optional<frame> next();

 private:
  std::string pending_;
};

enum class reply_kind { value, error, trap };
struct reply {
  reply_kind kind;
  std::uint32_t id;   // 0 for a trap
  std::string value;  // of GET_REPLY and SET_REPLY; the English sentence of ERROR
};

// `GET_REPLY 1 var value`, `SET_REPLY 1 var value`, `ERROR 1 text`, `TRAP 0 var value`. Throws garbled for anything
// else, `ERROR err ...` among it: that answers a request nobody can name.
reply parse_reply(std::string_view text);

// The value of one `name<tab>value` line in what `info` answers.
std::optional<std::string_view> info_field(std::string_view info, std::string_view name);

}  // namespace osmo_hlr
