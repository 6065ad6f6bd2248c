// Series by name and labels, over a prometheus-cpp registry.
#include "app/prometheus_metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <locale>
#include <mutex>
#include <shared_mutex>
#include <sstream>
#include <unordered_map>
#include <vector>

#include "app/process_metrics.hpp"

namespace app {
namespace {

constexpr std::string_view overflow_name = "abonent_metrics_overflow_total";
constexpr std::string_view overflow_help = "Values of a metric that came after its family was full of series.";

// Around what we promise: a charging answer in milliseconds, a card in tenths, a roll-up in seconds.
const prometheus::Histogram::BucketBoundaries bounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                     0.25,  0.5,    1,     2.5,  5,     10};

struct text_hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
};
template <class T>
using by_text = std::unordered_map<std::string, T, text_hash, std::equal_to<>>;

// Name and labels as one text, in a buffer that is made once a thread. A label value may hold any byte but 0x1f.
std::string_view key_of(std::string_view name, const core::labels& with) {
  thread_local std::string key;
  key = name;
  for (const auto& [label, value] : with) key.append(1, '\x1f').append(label).append(1, '\x1f').append(value);
  return key;
}

prometheus::Family<prometheus::Counter>& make_family(prometheus::Registry& in, const std::string& name, const std::string& help,
                                                     prometheus::Counter*) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(in);
}
prometheus::Family<prometheus::Gauge>& make_family(prometheus::Registry& in, const std::string& name, const std::string& help,
                                                   prometheus::Gauge*) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(in);
}
prometheus::Family<prometheus::Histogram>& make_family(prometheus::Registry& in, const std::string& name,
                                                       const std::string& help, prometheus::Histogram*) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(in);
}

template <class T>
T& make_series(prometheus::Family<T>& in, const prometheus::Labels& with) {
  if constexpr (std::is_same_v<T, prometheus::Histogram>) {
    return in.Add(with, bounds);
  } else {
    return in.Add(with);
  }
}

// All series of one sort: counters, gauges or histograms.
template <class T>
struct families {
  struct family {
    prometheus::Family<T>* in;
    std::unordered_map<std::string, T*> series;  // by key_of()
  };
  by_text<family> by_name;
  by_text<T*> by_key;

  T* find(std::string_view name, const core::labels& with) const {
    auto it = by_key.find(key_of(name, with));
    return it == by_key.end() ? nullptr : it->second;
  }

  family& of(prometheus::Registry& registry, std::string_view name, std::string_view help) {
    if (auto it = by_name.find(name); it != by_name.end()) return it->second;
    auto& made = make_family(registry, std::string{name}, std::string{help}, static_cast<T*>(nullptr));
    return by_name.emplace(name, family{&made, {}}).first->second;
  }

  T& make(family& in, std::string_view name, const core::labels& with) {
    T& made = make_series(*in.in, prometheus::Labels{with.begin(), with.end()});
    std::string key{key_of(name, with)};
    in.series.emplace(key, &made);
    by_key.emplace(std::move(key), &made);
    return made;
  }

  void forget(std::string_view name) {
    auto it = by_name.find(name);
    if (it == by_name.end()) return;
    for (auto& [key, series] : it->second.series) {
      by_key.erase(key);
      it->second.in->Remove(series);
    }
    it->second.series.clear();
  }
};

core::labels as_other(core::labels with) {
  for (auto& [label, value] : with) value = "other";
  return with;
}

}  // namespace

struct prometheus_metrics::kept {
  explicit kept(std::size_t most) : series_per_family{most} {}

  // Does `act` to the series, which is made when it is new.
  template <class T, class Act>
  void with_series(families<T>& among, std::string_view name, std::string_view help, const core::labels& with, Act act) {
    {
      std::shared_lock lock{guard};
      if (T* it = among.find(name, with)) return act(*it);
    }
    std::unique_lock lock{guard};
    if (T* it = find_or_make(among, name, help, with)) act(*it);
  }

  // Under the unique lock. Nothing: a gauge of a full family.
  template <class T>
  T* find_or_make(families<T>& among, std::string_view name, std::string_view help, const core::labels& with) {
    if (T* it = among.find(name, with)) return it;
    auto& family = among.of(registry, name, help);
    if (family.series.size() < series_per_family) return &among.make(family, name, with);
    if (name != overflow_name) find_or_make(counters, overflow_name, overflow_help, {{"metric", std::string{name}}})->Increment();
    if constexpr (std::is_same_v<T, prometheus::Gauge>) {
      return nullptr;
    } else {
      auto other = as_other(with);
      if (T* it = among.find(name, other)) return it;
      return &among.make(family, name, other);
    }
  }

  const std::size_t series_per_family;
  mutable std::shared_mutex guard;  // shared: use a series; unique: make or remove some
  prometheus::Registry registry;
  families<prometheus::Counter> counters;
  families<prometheus::Gauge> gauges;
  families<prometheus::Histogram> histograms;
};

prometheus_metrics::prometheus_metrics(std::size_t series_per_family) : kept_{std::make_unique<kept>(series_per_family)} {}
prometheus_metrics::~prometheus_metrics() = default;

void prometheus_metrics::add(std::string_view counter, std::string_view help, const core::labels& with, double by) {
  kept_->with_series(kept_->counters, counter, help, with, [by](auto& it) { it.Increment(by); });
}

void prometheus_metrics::set(std::string_view gauge, std::string_view help, const core::labels& with, double to) {
  kept_->with_series(kept_->gauges, gauge, help, with, [to](auto& it) { it.Set(to); });
}

void prometheus_metrics::observe(std::string_view histogram, std::string_view help, const core::labels& with,
                                 double seconds) {
  kept_->with_series(kept_->histograms, histogram, help, with, [seconds](auto& it) { it.Observe(seconds); });
}

void prometheus_metrics::forget(std::string_view gauge) {
  std::unique_lock lock{kept_->guard};
  kept_->gauges.forget(gauge);
}

void prometheus_metrics::replace(std::string_view gauge, std::string_view help, const core::gauge_series& with) {
  std::unique_lock lock{kept_->guard};
  kept_->gauges.forget(gauge);
  for (const auto& [labels, value] : with)
    if (auto* it = kept_->find_or_make(kept_->gauges, gauge, help, labels)) it->Set(value);
}

std::string prometheus_metrics::page() const {
  auto all = process_metrics();
  {
    std::shared_lock lock{kept_->guard};
    auto ours = kept_->registry.Collect();
    all.insert(all.end(), std::make_move_iterator(ours.begin()), std::make_move_iterator(ours.end()));
  }
  std::erase_if(all, [](const auto& family) { return family.metric.empty(); });
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  std::ostringstream out;
  out.imbue(std::locale::classic());
  prometheus::TextSerializer{}.Serialize(out, all);
  return std::move(out).str();
}

}  // namespace app
