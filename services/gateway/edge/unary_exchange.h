// A unary call over HTTP: one gRPC call, one answer. Never as a stream of one message, which works as well over
// sockets, but not over the channel without one to the gateway's own services: gRPC 1.51 keeps such a call for ever.
#pragma once

#include "services/gateway/edge/connect_codec.h"
#include "services/gateway/edge/exchange.h"
#include "services/gateway/edge/method_table.h"
#include "services/gateway/edge/stream_codec.h"

namespace ocop::gateway {

// Calls `method` at `backend` and answers when the answer is there. `method` must outlive the call.
Abandon CallUnary(std::shared_ptr<Exchange> exchange, const Method& method,
                  const std::shared_ptr<grpc::GenericStub>& backend, UnaryCall call);

// The same in the frames of gRPC-Web.
Abandon CallUnary(std::shared_ptr<Exchange> exchange, const Method& method,
                  const std::shared_ptr<grpc::GenericStub>& backend, StreamRequest call);

}  // namespace ocop::gateway
