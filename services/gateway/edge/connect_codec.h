// The Connect protocol for unary calls (https://connectrpc.com/docs/protocol), as pure functions between HTTP messages
// and gRPC calls. A body in protobuf's binary form passes through unparsed; a JSON body is turned into the method's
// message and back, by protobuf's own canonical JSON mapping (fields at their default are left out).
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/support/string_ref.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/gateway/edge/http_message.h"

namespace ocop::gateway {

enum class Encoding { kJson, kProto };

// The encoding that a Content-Type names; none for any other type (415).
std::optional<Encoding> EncodingOf(std::string_view content_type);

// The value of Accept-Post: the content types that EncodingOf knows.
inline constexpr char kAcceptPost[] = "application/json, application/proto";

// A request, ready for gRPC.
struct UnaryCall {
  Encoding encoding;
  std::string message;  // binary
  absl::Duration timeout;
  std::vector<std::pair<std::string, std::string>> metadata;
  bool gzip_reply;
};

struct CodecOptions {
  absl::Duration default_timeout = absl::Seconds(30);
  size_t message_limit = 4 << 20;  // of an unpacked body, in bytes
};

// Reads a POST whose Content-Type is `encoding`. `prototype` is the method's request.
//
// Errors: INVALID_ARGUMENT `INVALID_JSON` with protobuf's words and the place in the text, `INVALID_HEADER`,
// `INVALID_BODY` for broken gzip; UNIMPLEMENTED `UNKNOWN_CONTENT_ENCODING`; RESOURCE_EXHAUSTED `BODY_TOO_LARGE`.
absl::StatusOr<UnaryCall> DecodeCall(HttpRequest request, Encoding encoding, const google::protobuf::Message& prototype,
                                     const CodecOptions& options);

// Writes the answer of a call that succeeded. `prototype` is the method's response, `message` its bytes.
//
// Errors: INTERNAL when the backend's bytes are no such message.
absl::StatusOr<HttpResponse> EncodeReply(const UnaryCall& call, std::string message,
                                         const google::protobuf::Message& prototype);

using Metadata = std::multimap<grpc::string_ref, grpc::string_ref>;

// Whether gRPC takes `value` as metadata: printable ASCII. It ends the process over any other, so all must be checked.
bool IsMetadataValue(std::string_view value);

// Adds what the backend sent around its answer: leading metadata as header fields, trailing metadata as fields named
// `Trailer-…`, binary values in base64. Fields that belong to HTTP or gRPC themselves are left out.
void AddMetadata(const Metadata& leading, const Metadata& trailing, HttpResponse* response);

}  // namespace ocop::gateway
