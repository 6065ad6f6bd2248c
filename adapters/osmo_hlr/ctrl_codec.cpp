// Frames and replies of the control interface.
#include "adapters/osmo_hlr/ctrl_codec.hpp"

#include <charconv>

namespace osmo_hlr {
namespace {

constexpr unsigned char proto_ipa = 0xFE;   // ping, pong, identity
constexpr unsigned char proto_osmo = 0xEE;  // with one more byte that says which Osmocom protocol
constexpr unsigned char osmo_ctrl = 0x00;
constexpr unsigned char ipa_ping = 0x00;
constexpr unsigned char ipa_pong = 0x01;
constexpr std::size_t header = 3;

unsigned char byte_at(std::string_view in, std::size_t at) { return static_cast<unsigned char>(in[at]); }

// The text up to the next space; what is left starts after it.
std::string_view word(std::string_view& rest) {
  auto end = rest.find(' ');
  auto out = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  return out;
}

std::uint32_t parse_id(std::string_view text) {
  std::uint32_t id{};
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) throw garbled{"a control reply has no message id"};
  return id;
}

}  // namespace

std::string control_frame(std::string_view text) {
  if (text.size() > longest_command) throw std::length_error{"a control command is too long"};
  auto length = text.size() + 1;
  std::string out;
  out.reserve(header + length);
  out += static_cast<char>(length >> 8);
  out += static_cast<char>(length & 0xFF);
  out += static_cast<char>(proto_osmo);
  out += static_cast<char>(osmo_ctrl);
  out += text;
  return out;
}

std::string pong_frame() { return {0, 1, static_cast<char>(proto_ipa), static_cast<char>(ipa_pong)}; }

std::optional<frame> frame_reader::next() {
  if (pending_.size() < header) return std::nullopt;
  std::size_t length = static_cast<std::size_t>(byte_at(pending_, 0)) << 8 | byte_at(pending_, 1);
  auto proto = byte_at(pending_, 2);
  if (proto != proto_osmo && proto != proto_ipa) throw garbled{"a frame of an unknown protocol"};
  if (length == 0 || length > longest_answer) throw garbled{"a frame of an impossible length"};
  if (pending_.size() < header + length) return std::nullopt;
  frame out{frame_kind::other, {}};
  auto first = byte_at(pending_, header);
  if (proto == proto_osmo && first == osmo_ctrl) out = {frame_kind::control, pending_.substr(header + 1, length - 1)};
  if (proto == proto_ipa && first == ipa_ping) out.kind = frame_kind::ping;
  if (proto == proto_ipa && first == ipa_pong) out.kind = frame_kind::pong;
  pending_.erase(0, header + length);
  return out;
}

reply parse_reply(std::string_view text) {
  auto rest = text;
  auto verb = word(rest);
  auto id = parse_id(word(rest));
  if (verb == "ERROR") return {reply_kind::error, id, std::string{rest}};
  word(rest);  // the variable: the id says which it was
  if (verb == "GET_REPLY" || verb == "SET_REPLY") return {reply_kind::value, id, std::string{rest}};
  if (verb == "TRAP") return {reply_kind::trap, 0, std::string{rest}};
  throw garbled{"a control reply of an unknown kind"};
}

std::optional<std::string_view> info_field(std::string_view info, std::string_view name) {
  while (!info.empty()) {
    auto end = info.find('\n');
    auto line = info.substr(0, end);
    info = end == std::string_view::npos ? std::string_view{} : info.substr(end + 1);
    auto tab = line.find('\t');
    if (tab != std::string_view::npos && line.substr(0, tab) == name) return line.substr(tab + 1);
  }
  return std::nullopt;
}

}  // namespace osmo_hlr
