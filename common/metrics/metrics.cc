#include "common/metrics/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace ocop::metrics {

void Counter::Increment(double by) const {
  counter_->Increment(by);
}
double Counter::Value() const {
  return counter_->Value();
}

void Gauge::Set(double value) const {
  gauge_->Set(value);
}
void Gauge::Add(double by) const {
  gauge_->Increment(by);
}
double Gauge::Value() const {
  return gauge_->Value();
}

void Histogram::Observe(double value) const {
  histogram_->Observe(value);
}
void Histogram::Observe(absl::Duration duration) const {
  Observe(absl::ToDoubleSeconds(duration));
}

Counter CounterFamily::With(const Labels& labels) const {
  return Counter(family_->Add(labels));
}
Gauge GaugeFamily::With(const Labels& labels) const {
  return Gauge(family_->Add(labels));
}
Histogram HistogramFamily::With(const Labels& labels) const {
  return Histogram(family_->Add(labels, bounds_));
}

const std::vector<double>& LatencyBounds() {
  static const auto* const bounds = new std::vector<double>{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                                            0.05,   0.1,     0.25,   0.5,   1,      2.5,   5,    10};
  return *bounds;
}

Registry::Registry() : registry_(std::make_shared<prometheus::Registry>()) {}
Registry::~Registry() = default;

CounterFamily Registry::Counters(const std::string& name, const std::string& help) {
  return CounterFamily(prometheus::BuildCounter().Name(name).Help(help).Register(*registry_));
}

GaugeFamily Registry::Gauges(const std::string& name, const std::string& help) {
  return GaugeFamily(prometheus::BuildGauge().Name(name).Help(help).Register(*registry_));
}

HistogramFamily Registry::Histograms(const std::string& name, const std::string& help,
                                     const std::vector<double>& bounds) {
  return HistogramFamily(prometheus::BuildHistogram().Name(name).Help(help).Register(*registry_), bounds);
}

std::string Registry::Text() const {
  return prometheus::TextSerializer().Serialize(registry_->Collect());
}

}  // namespace ocop::metrics
