// Errors of the Connect protocol: a JSON object {code, message, details} under an HTTP status that follows the code
// (https://connectrpc.com/docs/protocol#error-codes).
#pragma once

#include <grpcpp/support/status.h>

#include <string>
#include <string_view>

#include "services/gateway/edge/call_fields.h"
#include "services/gateway/edge/http_message.h"

namespace ocop::gateway {

// `not_found`; `ok` for OK, `unknown` for a code that gRPC does not define.
std::string_view ConnectCode(grpc::StatusCode code);

// The HTTP status of a code: 404 for NOT_FOUND.
int HttpStatus(grpc::StatusCode code);

// The answer for a refused call. Every detail is carried as its bytes and, where its type is linked in, in `debug` as
// JSON that a person can read.
HttpResponse ErrorResponse(const grpc::Status& error);

// The same under an HTTP status of its own, for what HTTP has a more exact word for: 405, 413, 415.
HttpResponse ErrorResponse(const grpc::Status& error, int http_status);

// The message that ends a stream: `{"error": {…}, "metadata": {"x-cost": ["7"]}}`, the error only if there is one.
std::string EndOfStream(const grpc::Status& status, const http2::Fields& trailing);

}  // namespace ocop::gateway
