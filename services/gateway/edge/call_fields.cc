#include "services/gateway/edge/call_fields.h"

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/wire.h"
#include "common/status/status.h"
#include "services/gateway/edge/backend_choice.h"

namespace ocop::gateway {
namespace {

constexpr const char* kForwarded[] = {"authorization",   "traceparent", "tracestate",
                                      "accept-language", "x-actor",     "x-roles"};
// Who the caller is. A proxy in front adds its own line after the caller's: neither may be taken for the other, nor
// both for one.
constexpr const char* kOfTheCaller[] = {"authorization", "x-actor", "x-roles"};
// Beside those that browsers always allow.
constexpr const char* kOfTheEdge[] = {"accept-encoding",
                                      "connect-accept-encoding",
                                      "connect-content-encoding",
                                      "connect-protocol-version",
                                      "connect-timeout-ms",
                                      "content-encoding",
                                      "content-type",
                                      "grpc-accept-encoding",
                                      "grpc-encoding",
                                      "grpc-timeout",
                                      "if-none-match",
                                      "user-agent",
                                      "x-grpc-web",
                                      "x-request-id",
                                      "x-user-agent"};

// Digits alone, and not too many: a number that is more than 0.
bool ParsePositive(std::string_view text, size_t most_digits, int64_t* number) {
  const bool digits = text.size() <= most_digits && absl::c_all_of(text, absl::ascii_isdigit);
  return digits && absl::SimpleAtoi(status::View(text), number) && *number > 0;
}

// Whether a backend's metadata of that name may become a header field: not when HTTP or gRPC give it a meaning.
bool MayPass(const std::string& name) {
  static constexpr const char* kOwned[] = {
      "connection",        "content-encoding", "content-length", "content-type", "date",
      "transfer-encoding", "keep-alive",       "upgrade",        "trailer",      "te"};
  return !absl::StartsWith(name, "grpc-") && !absl::StartsWith(name, ":") && !absl::c_linear_search(kOwned, name);
}

}  // namespace

absl::Status InvalidHeader(std::string_view name, std::string_view description) {
  return status::WithReason(
      absl::InvalidArgumentError(absl::StrCat(status::View(name), " ", status::View(description))), "INVALID_HEADER",
      {{"header", std::string(name)}});
}

absl::Status CheckConnectVersion(const Headers& headers) {
  const std::string version = headers.Get("Connect-Protocol-Version");
  if (version.empty() || version == "1") return absl::OkStatus();
  return InvalidHeader("Connect-Protocol-Version", "must be 1");
}

absl::StatusOr<absl::Duration> ConnectTimeout(const Headers& headers, absl::Duration otherwise) {
  const std::string text = headers.Get("Connect-Timeout-Ms");
  if (text.empty()) return otherwise;
  int64_t milliseconds = 0;
  if (!ParsePositive(text, 10, &milliseconds)) {
    return InvalidHeader("Connect-Timeout-Ms", "must be a positive number of at most 10 digits");
  }
  return absl::Milliseconds(milliseconds);
}

absl::StatusOr<absl::Duration> GrpcTimeout(const Headers& headers, absl::Duration otherwise) {
  const std::string text = headers.Get("Grpc-Timeout");
  if (text.empty()) return otherwise;
  return rpc::TimeoutIn({{"grpc-timeout", text}});
}

absl::StatusOr<http2::Fields> ForwardedMetadata(const Headers& headers) {
  for (const char* name : kOfTheCaller) {
    if (headers.Lines(name) > 1) return InvalidHeader(name, "may be given once");
  }
  http2::Fields metadata;
  for (const char* name : kForwarded) {
    const std::string value = headers.Get(name);
    if (value.empty()) continue;
    if (!IsMetadataValue(value)) return InvalidHeader(name, "may hold printable ASCII characters only");
    metadata.emplace_back(name, value);
  }
  return metadata;
}

std::vector<std::string> RequestFieldNames() {
  std::vector<std::string> names(std::begin(kForwarded), std::end(kForwarded));
  names.insert(names.end(), std::begin(kOfTheEdge), std::end(kOfTheEdge));
  names.emplace_back(kServiceField);
  return names;
}

bool IsMetadataValue(std::string_view value) {
  return absl::c_all_of(value, [](char c) { return c >= ' ' && c <= '~'; });
}

http2::Fields FieldsOf(const http2::Fields& metadata, std::string_view prefix) {
  http2::Fields fields;
  for (const auto& [name, value] : metadata) {
    if (!MayPass(name)) continue;
    std::string text = value;
    if (absl::EndsWith(name, "-bin")) text.erase(text.find_last_not_of('=') + 1);
    fields.emplace_back(absl::StrCat(status::View(prefix), name), std::move(text));
  }
  return fields;
}

}  // namespace ocop::gateway
