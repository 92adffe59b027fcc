// Calls whose messages stand in frames, one after another in the body: the Connect protocol for streams
// (https://connectrpc.com/docs/protocol) and gRPC-Web (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-WEB.md),
// as pure functions. The two differ in the names of their fields and in the last frame.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/support/status.h>

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/gateway/edge/connect_codec.h"

namespace ocop::gateway {

struct StreamFormat {
  enum class Protocol { kConnect, kGrpcWeb };

  Protocol protocol;
  Encoding encoding;
  bool base64 = false;  // gRPC-Web for clients that cannot read bytes
};

// The format that a Content-Type names: `application/connect+json`, `application/grpc-web-text`; none for any other.
std::optional<StreamFormat> StreamFormatOf(std::string_view content_type);

// The value of Accept-Post for a method that streams.
inline constexpr char kAcceptPostOfStreams[] =
    "application/connect+json, application/connect+proto, application/grpc-web+proto, application/grpc-web+json, "
    "application/grpc-web-text+proto";

// The Content-Type of a format.
std::string ContentTypeOf(const StreamFormat& format);

// A request of one message, ready for gRPC.
struct StreamRequest {
  StreamFormat format;
  std::string message;     // binary
  absl::Duration timeout;  // infinite when the caller set none and `options` has none
  http2::Fields metadata;
  bool gzip_reply;
};

// `prototype` is the method's request. `default_timeout` is for callers that set none.
//
// Errors: INVALID_ARGUMENT `INVALID_BODY` when the body is not one whole frame, `INVALID_JSON`, `INVALID_HEADER`;
// UNIMPLEMENTED `UNKNOWN_CONTENT_ENCODING`; RESOURCE_EXHAUSTED `BODY_TOO_LARGE`.
absl::StatusOr<StreamRequest> DecodeStream(const HttpRequest& request, const StreamFormat& format,
                                           const google::protobuf::Message& prototype, absl::Duration default_timeout,
                                           size_t message_limit);

// The head of the answer.
HttpResponse StreamHead(const StreamRequest& request, const http2::Fields& leading);

// The frame of one message of the answer, given as `bytes` of the method's response, `prototype`.
//
// Errors: INTERNAL when the backend's bytes are no such message.
absl::StatusOr<std::string> FrameOf(const StreamRequest& request, std::string bytes,
                                    const google::protobuf::Message& prototype);

// The last frame: how the call ended.
std::string LastFrame(const StreamFormat& format, const grpc::Status& status, const http2::Fields& trailing);

// The whole answer to a call that was refused before it began. Its HTTP status is 200: both protocols tell how a call
// ended at its end.
HttpResponse StreamRefusal(const StreamFormat& format, const grpc::Status& error);

}  // namespace ocop::gateway
