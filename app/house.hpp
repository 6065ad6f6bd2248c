// The running operator: every object built in order, top to bottom, and taken down the other way round.
#pragma once

#include <memory>
#include <string>

#include "app/config.hpp"
#include "app/endpoints.hpp"
#include "app/installation.hpp"
#include "core/instant.hpp"

namespace app {

struct house_options {
  bool demo = false;               // load the demo operator first, and keep light traffic going
  std::size_t demo_lines = 2'000;
};

class house {
 public:
  // Builds and starts everything. Throws with what to do when a part cannot start; what was started is stopped again.
  house(const config& with, const house_options& options, const core::clock& clock);
  ~house();
  house(const house&) = delete;
  house& operator=(const house&) = delete;

  [[nodiscard]] const endpoints& where() const;
  [[nodiscard]] installation& here();
  // Whether people sign in here: the room care runs in this program.
  [[nodiscard]] bool serves_desk() const;
  // The link for the first user, valid until the next one is made; empty when there is a user already.
  [[nodiscard]] std::string setup_link() const;
  // Takes nothing new, finishes what is at hand, stops. False: something is still busy; end with std::quick_exit.
  [[nodiscard]] bool stop();

  struct parts;

 private:
  std::unique_ptr<parts> parts_;
};

}  // namespace app
