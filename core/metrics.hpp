// What rooms count, without knowing who collects it. app/ implements this with prometheus-cpp.
// Names: abonent_<room>_<thing>_<unit>; counters end in _total. Labels are few and closed: never an id or a number.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace core {

using labels = std::vector<std::pair<std::string, std::string>>;
using gauge_series = std::vector<std::pair<labels, double>>;

class metrics {
 public:
  virtual ~metrics() = default;
  virtual void add(std::string_view counter, std::string_view help, const labels& with, double by) = 0;
  virtual void set(std::string_view gauge, std::string_view help, const labels& with, double to) = 0;
  virtual void observe(std::string_view histogram, std::string_view help, const labels& with, double seconds) = 0;
  // Removes every series of a gauge, before it is written anew: a tariff group that is gone must not stay.
  virtual void forget(std::string_view gauge) = 0;
  // The same, and writing it anew, in one step: a reader sees all of the old series or all of the new.
  virtual void replace(std::string_view gauge, std::string_view help, const gauge_series& with) {
    forget(gauge);
    for (const auto& [of, value] : with) set(gauge, help, of, value);
  }
};

// Where the process's metrics go; nothing is kept until app/ (or a test) sets one. Not owned.
void set_metrics(metrics* to);

void count(std::string_view counter, std::string_view help, const labels& with = {}, double by = 1);
void gauge(std::string_view name, std::string_view help, double to, const labels& with = {});
void observe_seconds(std::string_view histogram, std::string_view help, double seconds, const labels& with = {});
void forget_gauge(std::string_view name);
void replace_gauge(std::string_view name, std::string_view help, const gauge_series& with);

}  // namespace core
