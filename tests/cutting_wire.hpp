// A wire between a client and a real server that a test can damage: it passes everything on, until it is told to lose,
// break or delay the server's next answer. The server has always done what it was asked by then.
#pragma once

#include <atomic>
#include <string>
#include <thread>

namespace tests {

enum class damage {
  cut,      // the connection ends instead of the answer
  swallow,  // the answer never comes
  garbage,  // other bytes come instead
  dribble,  // it comes one byte at a time
};

class cutting_wire {
 public:
  cutting_wire(std::string to_ip, unsigned short to_port);
  ~cutting_wire();
  cutting_wire(const cutting_wire&) = delete;
  cutting_wire& operator=(const cutting_wire&) = delete;

  [[nodiscard]] unsigned short port() const { return port_; }  // on the address of the server it leads to
  // Happens to the answer of the `nth` next request (1 is the next one), once. A request is one burst from the client.
  void damage_answer(damage what, int nth = 1);
  [[nodiscard]] bool damaged() const { return requests_left_ == 0 && !armed_; }  // it has happened

 private:
  void run();
  void carry(int client, int server);
  bool pass_answer(int client, const std::string& bytes);
  std::string to_ip_;
  unsigned short to_port_;
  unsigned short port_ = 0;
  int listener_ = -1;
  std::atomic<damage> what_{damage::cut};
  std::atomic<int> requests_left_{0};
  std::atomic<bool> armed_{false};  // the request is on its way: its answer is the one
  std::atomic<bool> over_{false};
  std::thread thread_;
};

}  // namespace tests
