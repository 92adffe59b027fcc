// HTTP requests that come as streams of HTTP/2.
#pragma once

#include "common/http2/stream.h"
#include "services/gateway/edge/http_message.h"
#include "services/gateway/edge/http_server.h"

namespace ocop::gateway {

// Takes each stream for `handler`, or for `grpc`, which may be empty, where it is a call of gRPC. The references must
// outlive the streams.
http2::Accept AcceptRequests(const HttpServerOptions& options, const HttpHandler& handler, http2::Accept grpc);

}  // namespace ocop::gateway
