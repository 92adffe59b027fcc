// What the header fields of an HTTP request say about the gRPC call that it becomes, and the metadata of its answer as
// header fields.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/http2/stream.h"
#include "services/gateway/edge/http_message.h"

namespace ocop::gateway {

// INVALID_ARGUMENT `INVALID_HEADER`.
absl::Status InvalidHeader(std::string_view name, std::string_view description);

// INVALID_ARGUMENT `INVALID_HEADER` when `Connect-Protocol-Version` names another version than the one there is.
absl::Status CheckConnectVersion(const Headers& headers);

// `Connect-Timeout-Ms`; `otherwise` without it.
//
// Errors: INVALID_ARGUMENT `INVALID_HEADER`.
absl::StatusOr<absl::Duration> ConnectTimeout(const Headers& headers, absl::Duration otherwise);

// `Grpc-Timeout`: `100m` is a tenth of a second.
//
// Errors: INVALID_ARGUMENT `INVALID_HEADER`.
absl::StatusOr<absl::Duration> GrpcTimeout(const Headers& headers, absl::Duration otherwise);

// What the services are told of the caller; everything else stays at the edge.
//
// Errors: INVALID_ARGUMENT `INVALID_HEADER`.
absl::StatusOr<http2::Fields> ForwardedMetadata(const Headers& headers);

// The names of the header fields that a caller may send: what is forwarded, and what the protocols here use.
std::vector<std::string> RequestFieldNames();

// Whether gRPC takes `value` as metadata: printable ASCII.
bool IsMetadataValue(std::string_view value);

// A backend's metadata as header fields, their names after `prefix`, binary values in base64 without padding. Fields
// that belong to HTTP or gRPC themselves are left out.
http2::Fields FieldsOf(const http2::Fields& metadata, std::string_view prefix = "");

}  // namespace ocop::gateway
