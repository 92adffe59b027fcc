// Counts and logs calls:
//   ocop_rpc_requests_total{method,code}   calls answered
//   ocop_rpc_duration_seconds{method}      from arrival to answer
// and one log line for each call that was refused, failed or took over a second; the rest at severity DEBUG.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/metrics/metrics.h"
#include "common/rpc/call.h"

namespace ocop::rpc {

// The figures of one method.
class MethodTelemetry {
 public:
  MethodTelemetry(metrics::Registry& registry, const std::string& method);
  void Finished(const Call& call, const absl::Status& status, absl::Duration duration) const;
  // The same of a call that is passed on: nothing of it is kept, nor copied where no line is written.
  void Finished(const std::string& method, std::string_view request_id, std::string_view traceparent,
                const absl::Status& status, absl::Duration duration) const;

 private:
  // By status code.
  std::vector<metrics::Counter> answered_;
  metrics::Histogram duration_;
};

class Telemetry {
 public:
  explicit Telemetry(metrics::Registry& registry) : registry_(registry) {}

  // Lives as long as this. Not thread safe: called while services are put together.
  const MethodTelemetry& ForMethod(const std::string& method);

 private:
  metrics::Registry& registry_;
  std::map<std::string, std::unique_ptr<MethodTelemetry>> methods_;
};

}  // namespace ocop::rpc
