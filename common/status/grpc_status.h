// The one translation between absl::Status and grpc::Status. Details travel both ways.
#pragma once

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace ocop::status {

// Payloads become google.rpc.Status details; a message that is too long is cut, since gRPC refuses large trailers, and
// bytes of it that are not UTF-8 become U+FFFD.
grpc::Status ToGrpc(const absl::Status& status);

// Details become payloads again, so that a refusal passes through a gateway unchanged.
absl::Status FromGrpc(const grpc::Status& status);

}  // namespace ocop::status
