#include "common/status/grpc_status.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "common/text/text.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace ocop::status {
namespace {

// Clients take 8 KiB of trailers and give a call with more up as RESOURCE_EXHAUSTED. The message stands there twice,
// once with three bytes for each that is not ASCII; the details are base64.
constexpr size_t kLongestMessage = 800;
constexpr size_t kLongestDetails = 2800;
constexpr size_t kLongestMetadata = 2000;
// Beside violations.
constexpr size_t kShortMetadata = 300;
// To which descriptions are cut before a violation is left out.
constexpr size_t kShortDescription = 200;
constexpr absl::string_view kEllipsis = "…";

// Cuts at a character's first byte, since a half character would not be valid UTF-8.
std::string Shortened(absl::string_view text, size_t longest) {
  if (text.size() <= longest) return std::string(text);
  size_t end = longest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return absl::StrCat(text.substr(0, end), kEllipsis);
}

// What a violation adds to the details when its description is cut.
size_t SizeOf(const google::rpc::BadRequest::FieldViolation& violation, size_t longest_description) {
  constexpr size_t kTagsAndLengths = 12;
  return violation.field().size() + std::min(violation.description().size(), longest_description + kEllipsis.size()) +
         kTagsAndLengths;
}

// How much of each description there is room for, so that all violations are told.
size_t LongestDescription(const google::rpc::BadRequest& detail) {
  size_t longest = kLongestDetails;
  const auto total = [&] {
    size_t size = 0;
    for (const auto& violation : detail.field_violations()) size += SizeOf(violation, longest);
    return size;
  };
  while (total() > kLongestDetails && longest > kShortDescription) longest /= 2;
  return longest;
}

// Long descriptions are cut; then as many violations as fit, and how many more there are.
void Fit(google::rpc::BadRequest& detail) {
  const size_t longest = LongestDescription(detail);
  auto& violations = *detail.mutable_field_violations();
  size_t size = 0;
  int fitting = 0;
  for (auto& violation : violations) {
    size += SizeOf(violation, longest);
    if (size > kLongestDetails) break;
    violation.set_description(Shortened(violation.description(), longest));
    ++fitting;
  }
  const int left_out = violations.size() - fitting;
  if (left_out == 0) return;
  violations.DeleteSubrange(fitting, left_out);
  detail.add_field_violations()->set_description(absl::StrCat("and ", left_out, " more"));
}

void Fit(google::rpc::ErrorInfo& detail, size_t longest) {
  for (auto& [key, value] : *detail.mutable_metadata()) value = Shortened(value, longest);
}

template <class Detail, class... Limit>
bool FitAs(google::protobuf::Any& any, Limit... limit) {
  Detail detail;
  if (!any.UnpackTo(&detail)) return false;
  Fit(detail, limit...);
  any.set_value(detail.SerializeAsString());
  return true;
}

void Fit(google::rpc::Status& status) {
  bool violations = false;
  for (auto& detail : *status.mutable_details()) violations |= FitAs<google::rpc::BadRequest>(detail);
  for (auto& detail : *status.mutable_details()) {
    FitAs<google::rpc::ErrorInfo>(detail, violations ? kShortMetadata : kLongestMetadata);
  }
}

}  // namespace

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  google::rpc::Status details;
  details.set_code(static_cast<int>(status.code()));
  details.set_message(Shortened(text::ToUtf8({status.message().data(), status.message().size()}), kLongestMessage));
  status.ForEachPayload([&details](absl::string_view type, const absl::Cord& payload) {
    auto* detail = details.add_details();
    detail->set_type_url(std::string(type));
    detail->set_value(std::string(payload));
  });
  // absl gives them in an order that changes from one status to the next. The reason comes first.
  const auto rank = [](const google::protobuf::Any& detail) {
    return std::pair(!detail.Is<google::rpc::ErrorInfo>(), detail.type_url());
  };
  std::sort(details.mutable_details()->begin(), details.mutable_details()->end(),
            [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  Fit(details);
  return {static_cast<grpc::StatusCode>(status.code()), details.message(),
          details.details().empty() ? "" : details.SerializeAsString()};
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  absl::Status result(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  google::rpc::Status details;
  if (details.ParseFromString(status.error_details())) {
    for (const auto& detail : details.details()) result.SetPayload(detail.type_url(), absl::Cord(detail.value()));
  }
  return result;
}

}  // namespace ocop::status
