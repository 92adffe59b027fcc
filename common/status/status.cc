#include "common/status/status.h"

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "common/text/text.h"
#include "google/rpc/error_details.pb.h"

namespace ocop::status {
namespace {

constexpr char kErrorInfo[] = "type.googleapis.com/google.rpc.ErrorInfo";
constexpr char kBadRequest[] = "type.googleapis.com/google.rpc.BadRequest";
constexpr char kRetryInfo[] = "type.googleapis.com/google.rpc.RetryInfo";
constexpr char kDomain[] = "ocop.vn";

template <class Detail>
std::optional<Detail> DetailOf(const absl::Status& error, const char* type) {
  const auto payload = error.GetPayload(type);
  Detail detail;
  if (!payload || !detail.ParseFromString(std::string(*payload))) return std::nullopt;
  return detail;
}

}  // namespace

absl::Status WithReason(absl::Status error, std::string_view reason, const Metadata& metadata) {
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(reason));
  info.set_domain(kDomain);
  for (const auto& [key, value] : metadata) (*info.mutable_metadata())[key] = text::ToUtf8(value);
  error.SetPayload(kErrorInfo, absl::Cord(info.SerializeAsString()));
  return error;
}

absl::Status RetryAfter(absl::Status error, absl::Duration delay) {
  google::rpc::RetryInfo retry;
  const int64_t seconds = absl::IDivDuration(delay, absl::Seconds(1), &delay);
  retry.mutable_retry_delay()->set_seconds(seconds);
  retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(delay)));
  error.SetPayload(kRetryInfo, absl::Cord(retry.SerializeAsString()));
  return error;
}

std::optional<absl::Duration> RetryDelayOf(const absl::Status& error) {
  const auto retry = DetailOf<google::rpc::RetryInfo>(error, kRetryInfo);
  if (!retry) return std::nullopt;
  return absl::Seconds(retry->retry_delay().seconds()) + absl::Nanoseconds(retry->retry_delay().nanos());
}

std::string ReasonOf(const absl::Status& error) {
  const auto info = DetailOf<google::rpc::ErrorInfo>(error, kErrorInfo);
  return info ? info->reason() : "";
}

Metadata MetadataOf(const absl::Status& error) {
  const auto info = DetailOf<google::rpc::ErrorInfo>(error, kErrorInfo);
  if (!info) return {};
  return {info->metadata().begin(), info->metadata().end()};
}

void Violations::Add(std::string field, std::string description) {
  violations_.emplace_back(std::move(field), std::move(description));
}

absl::Status Violations::ToStatus() const {
  if (violations_.empty()) return absl::OkStatus();
  google::rpc::BadRequest detail;
  std::string message;
  for (const auto& [field, description] : violations_) {
    auto* violation = detail.add_field_violations();
    violation->set_field(text::ToUtf8(field));
    violation->set_description(text::ToUtf8(description));
    absl::StrAppend(&message, message.empty() ? "" : "; ", field, ": ", description);
  }
  absl::Status error = WithReason(absl::InvalidArgumentError(message), "INVALID_FIELDS");
  error.SetPayload(kBadRequest, absl::Cord(detail.SerializeAsString()));
  return error;
}

absl::Status InvalidField(std::string field, std::string description) {
  Violations violations;
  violations.Add(std::move(field), std::move(description));
  return violations.ToStatus();
}

absl::Status OfField(const std::string& field, absl::Status error) {
  google::rpc::BadRequest detail;
  auto* violation = detail.add_field_violations();
  violation->set_field(field);
  violation->set_description(std::string(error.message()));
  error.SetPayload(kBadRequest, absl::Cord(detail.SerializeAsString()));
  return error;
}

void Refusals::Take(const absl::Status& status) {
  if (status.ok()) return;
  for (auto& [field, description] : ViolationsOf(status)) fields_.Add(field, description);
  if (count_++ == 0) first_ = status;
}

absl::Status Refusals::ToStatus() const {
  return count_ <= 1 || fields_.empty() ? first_ : fields_.ToStatus();
}

absl::Status Under(const std::string& path, const absl::Status& error) {
  Violations violations;
  for (const auto& [field, description] : ViolationsOf(error)) {
    violations.Add(absl::StrCat(path, ".", field), description);
  }
  return violations.empty() ? error : violations.ToStatus();
}

std::vector<std::pair<std::string, std::string>> ViolationsOf(const absl::Status& error) {
  std::vector<std::pair<std::string, std::string>> result;
  if (const auto detail = DetailOf<google::rpc::BadRequest>(error, kBadRequest)) {
    for (const auto& v : detail->field_violations()) result.emplace_back(v.field(), v.description());
  }
  return result;
}

}  // namespace ocop::status
