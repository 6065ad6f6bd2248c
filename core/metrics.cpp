// The process-wide place metrics go to.
#include "core/metrics.hpp"

#include <atomic>

namespace core {
namespace {
std::atomic<metrics*> sink{nullptr};
}

void set_metrics(metrics* to) { sink = to; }

void count(std::string_view counter, std::string_view help, const labels& with, double by) {
  if (auto* to = sink.load()) to->add(counter, help, with, by);
}
void gauge(std::string_view name, std::string_view help, double to_value, const labels& with) {
  if (auto* to = sink.load()) to->set(name, help, with, to_value);
}
void observe_seconds(std::string_view histogram, std::string_view help, double seconds, const labels& with) {
  if (auto* to = sink.load()) to->observe(histogram, help, with, seconds);
}
void forget_gauge(std::string_view name) {
  if (auto* to = sink.load()) to->forget(name);
}
void replace_gauge(std::string_view name, std::string_view help, const gauge_series& with) {
  if (auto* to = sink.load()) to->replace(name, help, with);
}

}  // namespace core
