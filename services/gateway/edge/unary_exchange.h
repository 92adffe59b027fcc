// A unary call over HTTP: one gRPC call, one answer.
#pragma once

#include "services/gateway/edge/connect_codec.h"
#include "services/gateway/edge/exchange.h"
#include "services/gateway/edge/method_table.h"
#include "services/gateway/edge/stream_codec.h"

namespace ocop::gateway {

// Calls `method` at `backend` and answers when the answer is there. `method` must outlive the call.
Abandon CallUnary(std::shared_ptr<Exchange> exchange, const Method& method, http2::Channel& backend, UnaryCall call);

// The same in the frames of gRPC-Web.
Abandon CallUnary(std::shared_ptr<Exchange> exchange, const Method& method, http2::Channel& backend,
                  StreamRequest call);

}  // namespace ocop::gateway
