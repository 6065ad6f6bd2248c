// A telnet session with osmo-hlr, in enable mode.
#include "adapters/osmo_hlr/vty_client.hpp"

namespace osmo_hlr {

std::optional<std::string> vty_client::answer(steady_point until) {
  for (;;) {
    if (auto it = reader_.next()) return it;
    auto bytes = stream_.read(until);
    if (bytes.empty()) return std::nullopt;
    reader_.feed(bytes);
  }
}

bool vty_client::sign_in() {
  if (stream_.open()) return true;
  reader_ = {};
  if (!stream_.connect(at_.ip, at_.vty_port, std::chrono::steady_clock::now() + waits_.connect)) return false;
  auto until = std::chrono::steady_clock::now() + waits_.request;
  try {
    // "\n" alone: with "\r\n" osmo-hlr answers twice.
    bool ready = answer(until) && stream_.write("enable\n", until) && answer(until);
    if (ready) return true;
  } catch (const garbled&) {
    // Whatever listens there, it is no terminal of osmo-hlr.
  }
  stream_.close();
  return false;
}

typed vty_client::type(std::initializer_list<std::string> lines) {
  if (!sign_in()) return {};
  std::string all;
  for (const auto& line : lines) all += line + '\n';
  auto until = std::chrono::steady_clock::now() + waits_.request;
  typed out{typed::how::unknown, {}};
  try {
    bool whole = stream_.write(all, until);
    for (std::size_t left = lines.size(); whole && left > 0; --left) {
      auto said = answer(until);
      if (!said) break;
      if (auto complaint = complaint_in(*said); complaint && out.complaint.empty()) out.complaint = *complaint;
      if (left == 1) out.came = typed::how::answered;
    }
  } catch (const garbled&) {
    // Stays unknown.
  }
  if (out.came != typed::how::answered) stream_.close();
  return out;
}

}  // namespace osmo_hlr
