// A unary call over HTTP: one gRPC call, one answer.
#pragma once

#include "services/gateway/edge/connect_codec.h"
#include "services/gateway/edge/exchange.h"
#include "services/gateway/edge/method_table.h"

namespace ocop::gateway {

// Calls `method` at `backend` and answers when the answer is there. `method` must outlive the call.
Abandon CallUnary(std::shared_ptr<Exchange> exchange, const Method& method,
                  const std::shared_ptr<grpc::GenericStub>& backend, UnaryCall call);

}  // namespace ocop::gateway
