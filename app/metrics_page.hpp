// `/metrics` on a port of its own: Prometheus comes without a session, and the console's port stays closed to it.
#pragma once

#include <cstdint>
#include <memory>

#include "app/prometheus_metrics.hpp"
#include "core/instant.hpp"

namespace app {

class metrics_page {
 public:
  metrics_page(const prometheus_metrics& of, const std::string& address, std::uint16_t port, const core::clock& clock);
  ~metrics_page();
  [[nodiscard]] std::uint16_t port() const;

 private:
  struct page;
  std::unique_ptr<page> page_;
};

}  // namespace app
