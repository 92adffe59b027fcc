// The Connect protocol for unary calls (https://connectrpc.com/docs/protocol), as pure functions between HTTP messages
// and gRPC calls. A body in protobuf's binary form passes through unparsed; a JSON body is turned into the method's
// message and back.
#pragma once

#include <google/protobuf/message.h>

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/gateway/edge/call_fields.h"
#include "services/gateway/edge/http_message.h"
#include "services/gateway/edge/message_codec.h"

namespace ocop::gateway {

// The encoding that a Content-Type names; none for any other type (415).
std::optional<Encoding> EncodingOf(std::string_view content_type);

// The value of Accept-Post: the content types that EncodingOf knows, and those of gRPC-Web.
inline constexpr char kAcceptPost[] =
    "application/json, application/proto, application/grpc-web+proto, application/grpc-web+json, "
    "application/grpc-web-text+proto";

// The reason of what HTTP answers with 415.
inline constexpr char kUnknownContentType[] = "UNKNOWN_CONTENT_TYPE";

// A request, ready for gRPC.
struct UnaryCall {
  Encoding encoding;
  std::string message;  // binary
  absl::Duration timeout;
  http2::Fields metadata;
  bool gzip_reply;
  // Of a GET, whose answer its caller may keep: the tag of what it has.
  bool cacheable = false;
  std::string if_none_match = {};
};

struct CodecOptions {
  absl::Duration default_timeout = absl::Seconds(30);  // of unary calls; a stream has no end of its own
  // Of an unpacked body, in bytes: what a message of 4 MiB, as the services take, may have as JSON, in which bytes are
  // a third longer.
  size_t message_limit = 6 << 20;
};

// Reads a POST whose Content-Type is `encoding`. `prototype` is the method's request.
//
// Errors: INVALID_ARGUMENT `INVALID_JSON` with protobuf's words and the place, `INVALID_HEADER`,
// `INVALID_BODY` for broken gzip; UNIMPLEMENTED `UNKNOWN_CONTENT_ENCODING`; RESOURCE_EXHAUSTED `BODY_TOO_LARGE`.
absl::StatusOr<UnaryCall> DecodeCall(HttpRequest request, Encoding encoding, const google::protobuf::Message& prototype,
                                     const CodecOptions& options);

// Reads a GET, whose target has the message in its query:
// `?connect=v1&encoding=json&message={…}`, with `base64=1` and `compression=gzip` where they are so.
//
// Errors: those above; INVALID_ARGUMENT `INVALID_QUERY` when a part is missing or is none, `UNKNOWN_CONTENT_TYPE` for
// another encoding.
absl::StatusOr<UnaryCall> DecodeGet(const HttpRequest& request, const google::protobuf::Message& prototype,
                                    const CodecOptions& options);

// Writes the answer of a call that succeeded. `prototype` is the method's response, `message` its bytes.
//
// Errors: INTERNAL when the backend's bytes are no such message.
absl::StatusOr<HttpResponse> EncodeReply(const UnaryCall& call, std::string message,
                                         const google::protobuf::Message& prototype);

// Adds what the backend sent around its answer: leading metadata as header fields, trailing metadata as fields named
// `Trailer-…`.
void AddMetadata(const http2::Fields& leading, const http2::Fields& trailing, HttpResponse* response);

}  // namespace ocop::gateway
