// Pipelined requests over one control connection.
#include "adapters/osmo_hlr/ctrl_client.hpp"

#include <string.h>  // explicit_bzero

#include <algorithm>

namespace osmo_hlr {

void wipe(std::string& secret) { explicit_bzero(secret.data(), secret.size()); }

ctrl_request::~ctrl_request() { wipe(value_); }

std::string ctrl_request::line(std::uint32_t id) const {
  std::string out;
  out.reserve(verb_.size() + variable_.size() + value_.size() + 16);  // one allocation: no copy of a key is left behind
  out += verb_;
  out += ' ';
  out += std::to_string(id);
  out += ' ';
  out += variable_;
  if (!value_.empty()) {
    out += ' ';
    out += value_;
  }
  return out;
}

std::vector<ctrl_answer> ctrl_client::ask_all(std::span<const ctrl_request> requests) {
  std::vector<ctrl_answer> answers(requests.size());
  if (!stream_.open()) {
    reader_ = {};
    if (!stream_.connect(at_.ip, at_.ctrl_port, std::chrono::steady_clock::now() + waits_.connect)) return answers;
  }
  try {
    if (send_all(requests, answers)) receive(answers);
  } catch (const garbled&) {
    // Lost its place: no later answer on this connection can be believed either.
    stream_.close();
  }
  if (!outstanding_.empty()) stream_.close();  // a late answer must not be taken for another's
  outstanding_.clear();
  return answers;
}

bool ctrl_client::send_all(std::span<const ctrl_request> requests, std::vector<ctrl_answer>& answers) {
  for (std::size_t i = 0; i < requests.size(); ++i) {
    auto line = requests[i].line(++last_id_);
    auto bytes = control_frame(line);
    auto until = std::chrono::steady_clock::now() + waits_.request;
    outstanding_.emplace(last_id_, waiting{i, until});
    answers[i].came = ctrl_answer::how::unknown;  // from its first byte on
    bool sent = stream_.write(bytes, until);
    wipe(line);
    wipe(bytes);
    if (!sent) return false;
  }
  return true;
}

void ctrl_client::receive(std::vector<ctrl_answer>& answers) {
  while (!outstanding_.empty()) {
    while (auto whole = reader_.next()) take(*whole, answers);
    if (outstanding_.empty()) return;
    auto first = std::min_element(outstanding_.begin(), outstanding_.end(),
                                  [](const auto& a, const auto& b) { return a.second.until < b.second.until; });
    auto bytes = stream_.read(first->second.until);
    if (bytes.empty()) return;
    reader_.feed(bytes);
  }
}

void ctrl_client::take(const frame& what, std::vector<ctrl_answer>& answers) {
  if (what.kind == frame_kind::ping) stream_.write(pong_frame(), std::chrono::steady_clock::now() + waits_.request);
  if (what.kind != frame_kind::control) return;
  auto said = parse_reply(what.text);
  if (said.kind == reply_kind::trap) return;
  auto asked = outstanding_.find(said.id);
  if (asked == outstanding_.end()) throw garbled{"an answer to a request nobody made"};
  answers[asked->second.place] = {said.kind == reply_kind::value ? ctrl_answer::how::value : ctrl_answer::how::error, said.value};
  outstanding_.erase(asked);
}

void ctrl_client::disconnect() { stream_.close(); }

}  // namespace osmo_hlr
