// What a call brings with it besides its request.
#pragma once

#include <grpcpp/server_context.h>

#include <string>

#include "common/rpc/call.h"

namespace ocop::rpc {

// Longest time a call without a deadline may take.
inline constexpr absl::Duration kDefaultDeadline = absl::Seconds(30);

// Reads metadata (`x-request-id`, `traceparent`, `x-actor`, `x-roles`) and the deadline; makes up what is missing.
Call IncomingCall(const grpc::CallbackServerContext& context, const std::string& method, bool streams);

}  // namespace ocop::rpc
