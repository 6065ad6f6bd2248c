// What rooms count (core/metrics.hpp), kept by prometheus-cpp and written as the text page Prometheus scrapes.
// The page is served by our own web server. Every name is in docs/operating/metrics.md; a house test says so.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "core/metrics.hpp"

namespace app {

// Safe from any number of threads. A value of a series that exists costs a shared lock and one look-up.
//
// A family (all series of one name) holds at most `series_per_family`: a label that was not as closed as its author
// thought costs memory here and far more in Prometheus. What comes later is counted under the same label names with
// the value `other`; a gauge is left out, because of many last values none is true. Both are counted in
// abonent_metrics_overflow_total{metric}.
class prometheus_metrics final : public core::metrics {
 public:
  explicit prometheus_metrics(std::size_t series_per_family = 200);
  ~prometheus_metrics() override;
  prometheus_metrics(const prometheus_metrics&) = delete;
  prometheus_metrics& operator=(const prometheus_metrics&) = delete;

  void add(std::string_view counter, std::string_view help, const core::labels& with, double by) override;
  void set(std::string_view gauge, std::string_view help, const core::labels& with, double to) override;
  void observe(std::string_view histogram, std::string_view help, const core::labels& with, double seconds) override;
  void forget(std::string_view gauge) override;
  // No page shows a part of the new series.
  void replace(std::string_view gauge, std::string_view help, const core::gauge_series& with) override;

  // Prometheus text exposition format; the process's own memory, processor time and open files are in it.
  [[nodiscard]] std::string page() const;
  static constexpr std::string_view content_type = "text/plain; version=0.0.4; charset=utf-8";

 private:
  struct kept;
  std::unique_ptr<kept> kept_;
};

}  // namespace app
