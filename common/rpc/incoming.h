// What a call brings with it besides its request.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "common/http2/stream.h"
#include "common/rpc/call.h"

namespace ocop::rpc {

// Longest time a call without a deadline may take.
inline constexpr absl::Duration kDefaultDeadline = absl::Seconds(30);

// Reads metadata (`x-request-id`, `traceparent`, `x-actor`, `x-roles`) and the deadline; makes up what is missing.
Call IncomingCall(const http2::Fields& metadata, const std::string& method, bool streams);

// A proxy in front may add who the caller is beside what the caller says of itself: neither may be taken for the other.
//
// Errors: INVALID_ARGUMENT `INVALID_HEADER` when `x-actor`, `x-roles` or `authorization` comes more than once, and when
// the actor is too long to be kept as it is; when `grpc-timeout` is none.
absl::Status CheckCaller(const http2::Fields& metadata);

}  // namespace ocop::rpc
