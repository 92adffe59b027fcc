#include "common/rpc/telemetry.h"

#include "common/logging/logging.h"
#include "common/status/status.h"

namespace ocop::rpc {
namespace {

constexpr int kCodes = 17;
constexpr absl::Duration kSlow = absl::Seconds(1);

// What is not the caller's doing is for an operator to see.
logging::Severity SeverityOf(const absl::Status& status, absl::Duration duration) {
  switch (status.code()) {
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kDataLoss:
      return logging::Severity::kError;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kResourceExhausted:
      return logging::Severity::kWarning;
    case absl::StatusCode::kOk:
    case absl::StatusCode::kCancelled:
      return duration > kSlow ? logging::Severity::kInfo : logging::Severity::kDebug;
    default:
      return logging::Severity::kInfo;
  }
}

}  // namespace

MethodTelemetry::MethodTelemetry(metrics::Registry& registry, const std::string& method)
    : duration_(registry.Histograms("ocop_rpc_duration_seconds", "From a call's arrival to its answer")
                    .With({{"method", method}})) {
  auto family = registry.Counters("ocop_rpc_requests_total", "Calls answered, by status code");
  for (int code = 0; code < kCodes; ++code) {
    answered_.push_back(
        family.With({{"method", method}, {"code", absl::StatusCodeToString(static_cast<absl::StatusCode>(code))}}));
  }
}

void MethodTelemetry::Finished(const Call& call, const absl::Status& status, absl::Duration duration) const {
  Finished(call.method, call.request_id, call.traceparent, status, duration);
}

void MethodTelemetry::Finished(const std::string& method, std::string_view request_id, std::string_view traceparent,
                               const absl::Status& status, absl::Duration duration) const {
  const auto code = static_cast<size_t>(status.raw_code());
  answered_[code < answered_.size() ? code : static_cast<size_t>(absl::StatusCode::kUnknown)].Increment();
  duration_.Observe(duration);
  const logging::Severity severity = SeverityOf(status, duration);
  if (!logging::IsEnabled(severity)) return;
  logging::Log(severity, "call answered",
               {{"method", method},
                {"code", absl::StatusCodeToString(status.code())},
                {"reason", status::ReasonOf(status)},
                {"error", status.message()},
                {"duration_ms", absl::ToDoubleMilliseconds(duration)},
                {"request_id", request_id},
                {"traceparent", traceparent}});
}

const MethodTelemetry& Telemetry::ForMethod(const std::string& method) {
  auto& entry = methods_[method];
  if (!entry) entry = std::make_unique<MethodTelemetry>(registry_, method);
  return *entry;
}

}  // namespace ocop::rpc
