// What activation asks of the network. Implemented in adapters/ (osmo_hlr) and, in tests, by a script.
// Every call wishes for a state of the network rather than a step: asked twice it is done once, and an implementation
// compares before it writes. Nothing we cannot restore is ever deleted there, so there is no word for deleting a card.
#pragma once

#include <string.h>  // explicit_bzero

#include <array>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "core/identity.hpp"

namespace activation {

// 128 bits of a card's secret as 32 hex digits. It can be moved and not copied, is wiped when it goes, and nothing
// formats it. TS 33.102 6.8: K and OPc are 128 bits; TS 43.020: Ki is 128 bits.
class secret_key {
 public:
  static std::optional<secret_key> parse(std::string_view hex) {
    if (hex.size() != digits_) return std::nullopt;
    secret_key out;
    for (std::size_t i = 0; i < digits_; ++i) {
      char c = hex[i];
      if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) return std::nullopt;
      out.hex_[i] = c;
    }
    return out;
  }
  secret_key(secret_key&& from) noexcept : hex_{from.hex_} { from.wipe(); }
  secret_key& operator=(secret_key&& from) noexcept {
    if (this == &from) return *this;
    hex_ = from.hex_;
    from.wipe();
    return *this;
  }
  ~secret_key() { wipe(); }

  // For the adapter's frame alone.
  [[nodiscard]] std::string_view hex() const { return {hex_.data(), hex_.size()}; }

 private:
  static constexpr std::size_t digits_ = 32;
  secret_key() = default;
  void wipe() noexcept { explicit_bzero(hex_.data(), hex_.size()); }
  std::array<char, digits_> hex_{};
};

enum class card_algorithm { milenage, comp128v1, comp128v2, comp128v3 };

struct card_keys {
  card_algorithm algorithm;
  secret_key ki;                  // K of milenage, Ki of comp128
  std::optional<secret_key> opc;  // milenage only, and always there
};

enum class network_outcome {
  done,       // the network is as asked, and was read back
  refused,    // it understood and will not; asking again changes nothing
  try_later,  // nothing was changed
  unknown,    // it may have happened, and the network could not be asked
};

struct network_answer {
  network_outcome outcome;
  std::string reason;  // a stable word: `card_unknown`, `number_on_another_card`; empty when done
};

// A line as the network itself describes it. No keys: they are written there and never read back.
struct network_line {
  bool calls_on = false;  // circuit-switched: calls and messages
  bool data_on = false;   // packet-switched
  std::string msisdn;     // empty: none
  bool seen = false;      // an element of the network has served it and may still do so
  [[nodiscard]] bool all_on() const { return calls_on && data_on; }
  [[nodiscard]] bool all_off() const { return !calls_on && !data_on; }
};

// Thrown by a question; a wish answers try_later or unknown instead.
struct network_unavailable : std::runtime_error {
  using runtime_error::runtime_error;
};

class network_port {
 public:
  virtual ~network_port() = default;

  // A new card with its keys, service off. A card that already carries a line keeps its keys: refused, `card_in_use`.
  virtual network_answer load_card(const core::imsi& card, const card_keys& keys) = 0;
  virtual network_answer switch_on(const core::imsi& card) = 0;
  // Done means that the elements serving the line were told as well.
  virtual network_answer switch_off(const core::imsi& card) = 0;
  virtual network_answer give_number(const core::imsi& card, const core::msisdn& number) = 0;
  // Takes this number only; a card that has another by now keeps it. Switch off first: see the adapter's README.
  virtual network_answer take_number(const core::imsi& card, const core::msisdn& number) = 0;
  // Asks the network itself. Nothing: it does not know the card. Throws network_unavailable.
  virtual std::optional<network_line> read_line(const core::imsi& card) = 0;
};

}  // namespace activation
