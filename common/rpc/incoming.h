// What a call brings with it besides its request.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "common/http2/stream.h"
#include "common/rpc/call.h"
#include "common/tokens/verifier.h"

namespace ocop::rpc {

// Longest time a call without a deadline may take.
inline constexpr absl::Duration kDefaultDeadline = absl::Seconds(30);

// Reads metadata (`x-request-id`, `traceparent`) and the deadline; makes up what is missing. The caller is anonymous.
Call IncomingCall(const http2::Fields& metadata, const std::string& method, bool streams);

// Whether a call may begin; tells who calls. The one place for calls of every kind.
//
// Without a verifier who calls is believed. With one, who calls is who the token says; `x-actor` and `x-roles` are
// refused, because whoever sends them believes that they count.
//
// A proxy in front may add who the caller is beside what the caller says of itself: neither may be taken for the other.
//
// Errors: INVALID_ARGUMENT `INVALID_HEADER` when `x-actor`, `x-roles` or `authorization` comes more than once, when
// the actor is too long to be kept as it is, and when `grpc-timeout` is none; UNAUTHENTICATED and UNAVAILABLE as
// tokens::Verifier has them; DEADLINE_EXCEEDED.
absl::Status Admit(const http2::Fields& metadata, const tokens::Verifier* verifier, Call& call);

}  // namespace ocop::rpc
