// GSUP over IPA, the ten messages a subscriber's life needs (Osmocom GSUP; message and element numbers from its manual).
#include "tests/fake_sgsn.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace tests {
namespace {

constexpr std::uint8_t proto_ipa = 0xFE, proto_osmo = 0xEE, osmo_gsup = 0x05;
constexpr std::uint8_t ipa_ping = 0x00, ipa_pong = 0x01, identity_request = 0x04, identity_answer = 0x05, identity_ack = 0x06;
constexpr std::uint8_t element_imsi = 0x01, element_msisdn = 0x08;

char chr(unsigned value) { return static_cast<char>(value); }
std::uint8_t byte(char c) { return static_cast<std::uint8_t>(c); }

// Digits two a byte, the first in the low half; an odd one out is filled with F (TS 29.002).
std::string to_bcd(std::string_view digits) {
  std::string out;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    unsigned high = i + 1 < digits.size() ? static_cast<unsigned>(digits[i + 1] - '0') : 0xFU;
    out += chr(high << 4 | static_cast<unsigned>(digits[i] - '0'));
  }
  return out;
}

std::string from_bcd(std::string_view bytes) {
  std::string out;
  for (char c : bytes) {
    out += chr('0' + (byte(c) & 0xFU));
    if ((byte(c) >> 4) != 0xF) out += chr('0' + (byte(c) >> 4));
  }
  return out;
}

bool read_exactly(int fd, std::size_t count, std::string& out) {
  out.resize(count);
  for (std::size_t got = 0; got < count;) {
    auto n = recv(fd, out.data() + got, count - got, 0);
    if (n <= 0) return false;
    got += static_cast<std::size_t>(n);
  }
  return true;
}

std::optional<std::string> element(std::string_view message, std::uint8_t wanted) {
  for (std::size_t at = 2; at + 2 <= message.size();) {
    std::size_t length = byte(message[at + 1]);
    if (byte(message[at]) == wanted) return std::string{message.substr(at + 2, length)};
    at += 2 + length;
  }
  return std::nullopt;
}

std::string about(gsup type, std::string_view imsi_bcd) {
  return std::string{chr(osmo_gsup), chr(static_cast<std::uint8_t>(type)), chr(element_imsi), chr(static_cast<unsigned>(imsi_bcd.size()))} +
         std::string{imsi_bcd};
}

}  // namespace

fake_sgsn::fake_sgsn(const std::string& hlr_ip) : fd_{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(4222);
  inet_pton(AF_INET, hlr_ip.c_str(), &at.sin_addr);
  if (connect(fd_, reinterpret_cast<sockaddr*>(&at), sizeof at) != 0) throw std::runtime_error{"the fake SGSN cannot reach the HLR"};
  reader_ = std::thread{[this] { listen(); }};
  std::unique_lock lock{guard_};
  news_.wait_for(lock, std::chrono::seconds{5}, [&] { return introduced_; });
}

fake_sgsn::~fake_sgsn() {
  shutdown(fd_, SHUT_RDWR);
  reader_.join();
  close(fd_);
}

void fake_sgsn::send(std::uint8_t proto, std::string_view payload) const {
  std::string out{chr(static_cast<unsigned>(payload.size()) >> 8), chr(payload.size() & 0xFF), chr(proto)};
  out += payload;
  if (::send(fd_, out.data(), out.size(), MSG_NOSIGNAL) < 0) throw std::runtime_error{"the HLR has gone"};
}

void fake_sgsn::listen() {
  std::string head, payload;
  while (read_exactly(fd_, 3, head) && read_exactly(fd_, static_cast<std::size_t>(byte(head[0]) << 8 | byte(head[1])), payload)) {
    if (payload.empty()) continue;
    if (byte(head[2]) == proto_osmo) take_gsup(payload);
    if (byte(head[2]) != proto_ipa) continue;
    if (byte(payload[0]) == identity_request) answer_identity();
    if (byte(payload[0]) == ipa_ping) send(proto_ipa, std::string{chr(ipa_pong)});
  }
}

void fake_sgsn::answer_identity() {
  std::string out{chr(identity_answer)};
  for (unsigned tag : {0U, 1U, 2U, 3U, 4U, 5U, 7U, 8U}) {
    std::string value = tag <= 1 ? "SGSN-1" : "none";
    value += '\0';
    out += chr(0);
    out += chr(static_cast<unsigned>(value.size()) + 1);
    out += chr(tag);
    out += value;
  }
  send(proto_ipa, out);
  send(proto_ipa, std::string{chr(identity_ack)});
  std::lock_guard lock{guard_};
  introduced_ = true;
  news_.notify_all();
}

void fake_sgsn::take_gsup(const std::string& message) {
  if (message.size() < 2) return;
  auto type = static_cast<gsup>(byte(message[1]));
  auto imsi = element(message, element_imsi).value_or("");
  auto number = element(message, element_msisdn).value_or("");
  if (!number.empty()) number.erase(0, 1);  // a length of its own
  if (type == gsup::insert_data) send(proto_osmo, about(gsup::insert_data_result, imsi));
  if (type == gsup::delete_data) send(proto_osmo, about(gsup::delete_data_result, imsi));
  std::lock_guard lock{guard_};
  heard_.push_back({type, from_bcd(imsi), from_bcd(number)});
  news_.notify_all();
}

bool fake_sgsn::update_location(std::string_view imsi) {
  forget();
  send(proto_osmo, about(gsup::update_location, to_bcd(imsi)) + std::string{"\x28\x01\x01", 3});  // domain: packet-switched
  std::unique_lock lock{guard_};
  auto answered = [&] {
    return std::any_of(heard_.begin(), heard_.end(), [](const pushed& it) {
      return it.type == gsup::update_location_result || it.type == gsup::update_location_error;
    });
  };
  if (!news_.wait_for(lock, std::chrono::seconds{5}, answered)) throw std::runtime_error{"no answer to an update of location"};
  return std::any_of(heard_.begin(), heard_.end(), [](const pushed& it) { return it.type == gsup::update_location_result; });
}

bool fake_sgsn::heard(gsup type, std::string_view imsi, std::chrono::milliseconds patience) {
  std::unique_lock lock{guard_};
  return news_.wait_for(lock, patience, [&] {
    return std::any_of(heard_.begin(), heard_.end(), [&](const pushed& it) { return it.type == type && it.imsi == imsi; });
  });
}

std::vector<pushed> fake_sgsn::all() const {
  std::lock_guard lock{guard_};
  return heard_;
}

void fake_sgsn::forget() {
  std::lock_guard lock{guard_};
  heard_.clear();
}

}  // namespace tests
