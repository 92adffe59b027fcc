// A call over HTTP that is answered by a stream, as a row of frames: those of the Connect protocol or of gRPC-Web.
#pragma once

#include "services/gateway/edge/exchange.h"
#include "services/gateway/edge/method_table.h"
#include "services/gateway/edge/stream_codec.h"

namespace ocop::gateway {

// Calls `method`, which streams its answer, at `backend`; answers with the head when the call has begun, and then
// message by message. `method` must outlive the call.
Abandon CallStream(std::shared_ptr<Exchange> exchange, const Method& method, http2::Channel& backend,
                   StreamRequest request);

}  // namespace ocop::gateway
