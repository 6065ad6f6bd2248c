// activation's network, kept in an osmo-hlr: CTRL for cards and for reading, the terminal for whatever must reach the
// elements that serve a line. Every wish is: read, compare, write, read back; an unknown outcome begins it again.
#pragma once

#include <functional>
#include <memory>
#include <mutex>

#include "activation/network_port.hpp"
#include "adapters/osmo_hlr/ctrl_client.hpp"
#include "adapters/osmo_hlr/vty_client.hpp"

namespace osmo_hlr {

struct hlr_config {
  hlr_address at;
  patience waits;
  int attempts = 3;  // of one wish, while its outcome is unknown
  std::chrono::milliseconds between_attempts{50};
};

// Any thread may call; one wish is under way at a time, which is how osmo-hlr works through them anyway.
class hlr_network final : public activation::network_port {
 public:
  explicit hlr_network(hlr_config config);

  activation::network_answer load_card(const core::imsi& card, const activation::card_keys& keys) override;
  activation::network_answer switch_on(const core::imsi& card) override;
  activation::network_answer switch_off(const core::imsi& card) override;
  activation::network_answer give_number(const core::imsi& card, const core::msisdn& number) override;
  activation::network_answer take_number(const core::imsi& card, const core::msisdn& number) override;
  std::optional<activation::network_line> read_line(const core::imsi& card) override;

 private:
  struct reading;
  using attempt = std::function<activation::network_answer()>;

  activation::network_answer settle(const attempt& once);
  reading read(const std::string& selector);
  activation::network_answer type_and_compare(const core::imsi& card, std::initializer_list<std::string> lines,
                                              const std::function<bool(const activation::network_line&)>& as_wished);
  activation::network_answer load_once(const core::imsi& card, const activation::card_keys& keys);
  activation::network_answer make_card(const core::imsi& card);
  activation::network_answer switch_off_once(const core::imsi& card);
  activation::network_answer give_number_once(const core::imsi& card, const core::msisdn& number);
  bool on_another_card(const core::imsi& card, const core::msisdn& number);

  hlr_config config_;
  std::mutex one_at_a_time_;
  ctrl_client ctrl_;
  vty_client vty_;
};

}  // namespace osmo_hlr
