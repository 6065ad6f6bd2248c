// The element that serves data users, as far as osmo-hlr can tell: it speaks GSUP, attaches subscribers and writes
// down what the HLR pushes to it. What never arrives here has not reached the network.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace tests {

enum class gsup : std::uint8_t {
  update_location = 0x04,
  update_location_error = 0x05,
  update_location_result = 0x06,
  insert_data = 0x10,
  insert_data_result = 0x12,
  delete_data = 0x14,
  delete_data_result = 0x16,
};

struct pushed {
  gsup type;
  std::string imsi;
  std::string msisdn;  // of insert_data; empty: none inside
};

class fake_sgsn {
 public:
  explicit fake_sgsn(const std::string& hlr_ip);  // connects and tells its name
  ~fake_sgsn();
  fake_sgsn(const fake_sgsn&) = delete;
  fake_sgsn& operator=(const fake_sgsn&) = delete;

  // Attaches: true when the HLR lets the subscriber use the network.
  bool update_location(std::string_view imsi);
  // Whether `type` has been pushed for this subscriber since forget(); waits up to `patience` for it.
  bool heard(gsup type, std::string_view imsi, std::chrono::milliseconds patience = std::chrono::milliseconds{2'000});
  [[nodiscard]] std::vector<pushed> all() const;
  void forget();

 private:
  void listen();
  void answer_identity();
  void take_gsup(const std::string& message);
  void send(std::uint8_t proto, std::string_view payload) const;
  int fd_ = -1;
  mutable std::mutex guard_;
  std::condition_variable news_;
  std::vector<pushed> heard_;
  bool introduced_ = false;  // the HLR drops whatever comes from a nameless element
  std::thread reader_;
};

}  // namespace tests
