// Counts and logs the requests of the HTTP port: ocop_http_requests_total{method,code},
// ocop_http_request_duration_seconds{method}, and one log line for each that was refused, failed or took over a second;
// for the rest at severity DEBUG.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "common/metrics/metrics.h"
#include "services/gateway/edge/exchange.h"

namespace ocop::gateway {

class RequestTelemetry {
 public:
  // `registry` must outlive it.
  explicit RequestTelemetry(metrics::Registry& registry);

  // For EdgeHandler::Options::observe. Thread safe.
  void Observe(const RequestRecord& record);

 private:
  struct Series {
    metrics::Counter requests;
    metrics::Histogram duration;
  };
  Series SeriesOf(const RequestRecord& record);

  metrics::CounterFamily requests_;
  metrics::HistogramFamily durations_;
  absl::Mutex mutex_;
  std::map<std::pair<std::string, std::string>, Series> series_ ABSL_GUARDED_BY(mutex_);  // by method and code
};

}  // namespace ocop::gateway
