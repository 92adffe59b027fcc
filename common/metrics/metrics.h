// Counters, gauges and histograms for Prometheus. One registry a process, made in main() and passed by reference:
//
//   metrics::CounterFamily calls = registry.Counters("ocop_rpc_calls_total", "Calls answered");
//   const metrics::Counter ok = calls.With({{"method", method}, {"code", "OK"}});  // once, when the method is bound
//   ok.Increment();                                                              // for every call
//
// Families and handles are pointers: copy them freely, keep them no longer than the registry. With() takes a lock and
// looks the labels up, so call it when things are wired, not per event. A name or label that Prometheus forbids, or one
// name for two types, is a bug and throws std::invalid_argument.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
class Registry;
template <typename T>
class Family;
}  // namespace prometheus

namespace ocop::metrics {

using Labels = std::map<std::string, std::string>;

// A sum that only rises. Thread safe, as all handles are.
class Counter {
 public:
  explicit Counter(prometheus::Counter& counter) : counter_(&counter) {}
  void Increment(double by = 1) const;
  double Value() const;

 private:
  prometheus::Counter* counter_;
};

// A level that rises and falls.
class Gauge {
 public:
  explicit Gauge(prometheus::Gauge& gauge) : gauge_(&gauge) {}
  void Set(double value) const;
  void Add(double by) const;
  double Value() const;

 private:
  prometheus::Gauge* gauge_;
};

// How often values fell into each bucket.
class Histogram {
 public:
  explicit Histogram(prometheus::Histogram& histogram) : histogram_(&histogram) {}
  void Observe(double value) const;
  // In seconds, Prometheus' unit of time.
  void Observe(absl::Duration duration) const;

 private:
  prometheus::Histogram* histogram_;
};

class CounterFamily {
 public:
  explicit CounterFamily(prometheus::Family<prometheus::Counter>& family) : family_(&family) {}
  // The same labels give the same counter.
  Counter With(const Labels& labels) const;

 private:
  prometheus::Family<prometheus::Counter>* family_;
};

class GaugeFamily {
 public:
  explicit GaugeFamily(prometheus::Family<prometheus::Gauge>& family) : family_(&family) {}
  Gauge With(const Labels& labels) const;

 private:
  prometheus::Family<prometheus::Gauge>* family_;
};

class HistogramFamily {
 public:
  HistogramFamily(prometheus::Family<prometheus::Histogram>& family, std::vector<double> bounds)
      : family_(&family), bounds_(std::move(bounds)) {}
  Histogram With(const Labels& labels) const;

 private:
  prometheus::Family<prometheus::Histogram>* family_;
  std::vector<double> bounds_;
};

// Upper bounds in seconds for every latency histogram, 100 µs to 10 s. The same everywhere, so that quantiles of two
// processes can be added up.
const std::vector<double>& LatencyBounds();

class Registry {
 public:
  Registry();
  ~Registry();
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  // The same name gives the same family. `help` is the sentence shown beside it.
  CounterFamily Counters(const std::string& name, const std::string& help);
  GaugeFamily Gauges(const std::string& name, const std::string& help);
  HistogramFamily Histograms(const std::string& name, const std::string& help,
                             const std::vector<double>& bounds = LatencyBounds());

  // Everything in Prometheus' text format, as /metrics serves it.
  std::string Text() const;

 private:
  friend class Exposer;
  std::shared_ptr<prometheus::Registry> registry_;
};

}  // namespace ocop::metrics
