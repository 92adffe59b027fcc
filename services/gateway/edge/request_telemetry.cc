#include "services/gateway/edge/request_telemetry.h"

#include "absl/time/time.h"
#include "common/logging/logging.h"

namespace ocop::gateway {
namespace {

constexpr absl::Duration kSlow = absl::Seconds(1);

// As calls over gRPC are logged: those that went well are many, and the metrics count them.
logging::Severity SeverityOf(const RequestRecord& record) {
  if (record.http_status >= 500) return logging::Severity::kWarning;
  if (record.code != "ok" || record.duration > kSlow) return logging::Severity::kInfo;
  return logging::Severity::kDebug;
}

}  // namespace

RequestTelemetry::RequestTelemetry(metrics::Registry& registry)
    : requests_(registry.Counters("ocop_http_requests_total", "HTTP requests answered")),
      durations_(registry.Histograms("ocop_http_request_duration_seconds", "Time from an HTTP request to its answer")) {
}

void RequestTelemetry::Observe(const RequestRecord& record) {
  const Series series = SeriesOf(record);
  series.requests.Increment();
  series.duration.Observe(record.duration);
  const auto severity = SeverityOf(record);
  if (!logging::IsEnabled(severity)) return;
  logging::Log(severity, "http request",
               {{"method", record.method},
                {"code", record.code},
                {"http_status", record.http_status},
                {"duration_ms", absl::ToDoubleMilliseconds(record.duration)},
                {"request_id", record.request_id}});
}

RequestTelemetry::Series RequestTelemetry::SeriesOf(const RequestRecord& record) {
  absl::MutexLock lock(&mutex_);
  const auto key = std::pair(record.method, record.code);
  auto found = series_.find(key);
  if (found == series_.end()) {
    const Series made{requests_.With({{"method", record.method}, {"code", record.code}}),
                      durations_.With({{"method", record.method}})};
    found = series_.emplace(key, made).first;
  }
  return found->second;
}

}  // namespace ocop::gateway
