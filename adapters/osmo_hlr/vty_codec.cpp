// Telnet and prompts.
#include "adapters/osmo_hlr/vty_codec.hpp"

#include <algorithm>

namespace osmo_hlr {
namespace {

constexpr unsigned char iac = 0xFF, telnet_sb = 0xFA, telnet_se = 0xF0, telnet_will = 0xFB, telnet_dont = 0xFE;

bool in_host_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

// Length of `host> ` or `host# ` at the start of a line, 0 when it is none.
std::size_t prompt_length(std::string_view line, std::string_view host) {
  auto end = static_cast<std::size_t>(std::find_if_not(line.begin(), line.end(), in_host_name) - line.begin());
  if (end == 0 || end + 2 > line.size()) return 0;
  if (!host.empty() && line.substr(0, end) != host) return 0;
  bool prompts = (line[end] == '>' || line[end] == '#') && line[end + 1] == ' ';
  return prompts ? end + 2 : 0;
}

}  // namespace

std::string telnet_filter::plain(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (char c : bytes) {
    auto b = static_cast<unsigned char>(c);
    switch (at_) {
      case place::text:
        if (b == iac)
          at_ = place::command;
        else
          out += c;
        break;
      case place::command:
        at_ = b == telnet_sb ? place::sub : (b >= telnet_will && b <= telnet_dont) ? place::option : place::text;
        break;
      case place::option: at_ = place::text; break;
      case place::sub:
        if (b == iac) at_ = place::sub_command;
        break;
      case place::sub_command: at_ = b == telnet_se ? place::text : place::sub; break;
    }
  }
  return out;
}

void terminal_reader::feed(std::string_view bytes) { pending_ += filter_.plain(bytes); }

std::optional<std::size_t> terminal_reader::find_prompt(std::size_t& length) const {
  std::string_view all{pending_};
  for (std::size_t start = 0;;) {
    length = prompt_length(all.substr(start), host_);
    if (length != 0) return start;
    auto end = all.find('\n', start);
    if (end == std::string_view::npos) return std::nullopt;
    start = end + 1;
  }
}

std::optional<std::string> terminal_reader::next() {
  std::size_t length = 0;
  auto prompt = find_prompt(length);
  if (!prompt) {
    if (pending_.size() > longest_answer) throw garbled{"the terminal sends no prompt"};
    return std::nullopt;
  }
  bool greeting = host_.empty();
  if (greeting) host_ = pending_.substr(*prompt, length - 2);
  auto out = pending_.substr(0, *prompt);
  pending_.erase(0, *prompt + length);
  if (!greeting) out.erase(0, std::min(out.size(), out.find('\n') == std::string::npos ? out.size() : out.find('\n') + 1));
  std::erase(out, '\r');
  return out;
}

std::optional<std::string_view> complaint_in(std::string_view answer) {
  while (!answer.empty()) {
    auto end = answer.find('\n');
    auto line = answer.substr(0, end);
    answer = end == std::string_view::npos ? std::string_view{} : answer.substr(end + 1);
    if (!line.starts_with("% ")) continue;
    line.remove_prefix(2);
    bool good_news = line.starts_with("Updated ") || line.starts_with("Created ");
    if (!good_news) return line;
  }
  return std::nullopt;
}

}  // namespace osmo_hlr
