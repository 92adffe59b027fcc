// gRPC as it stands on the wire of HTTP/2: messages in frames, the status in the trailers.
// https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/support/status.h>

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/http2/stream.h"

namespace ocop::rpc {

// Bytes of a message that a caller may send.
inline constexpr size_t kLargestMessage = 4 << 20;

// Whether a stream is a call of gRPC. gRPC-Web is something else: it needs no trailers.
bool IsCall(const http2::Head& head);

// The head of every answer.
http2::Fields AnswerHead();

// What ends an answer.
http2::Fields TrailersOf(const absl::Status& status);
http2::Fields TrailersOf(const grpc::Status& status);

// A whole answer without a message: one frame of HTTP/2 (Trailers-Only), which clients may repeat the call after.
http2::Part Refusal(const absl::Status& status);

// Of the last fields of an answer, or of the head of one without a message; UNKNOWN when there is no status in them.
grpc::Status StatusIn(const http2::Fields& fields);

// INVALID_ARGUMENT `MALFORMED_MESSAGE`.
absl::Status MalformedMessage(absl::string_view why);

// What a stream that ended without a status comes to (PROTOCOL-HTTP2, "Errors").
grpc::Status StatusOfLoss(http2::End end, uint32_t code);

// The head of a call, with `metadata`, whose values are text, or base64 where the name ends in `-bin`.
http2::Head HeadOf(const std::string& path, absl::Duration timeout, http2::Fields metadata);

// `grpc-timeout`; infinite without one.
//
// Errors: INVALID_ARGUMENT `INVALID_HEADER`.
absl::StatusOr<absl::Duration> TimeoutIn(const http2::Fields& fields);

// A message as its frame.
std::string Frame(std::string_view message);
// The same of one that is made of parts which stand one after the other.
std::string Frame(std::string_view first, const google::protobuf::Message& rest);
std::string Frame(const google::protobuf::Message& message);

// Without padding, as binary metadata is sent; taken with padding too.
std::string ToBase64(std::string_view bytes);
std::string FromBase64(std::string_view text);

// Puts frames together from the bytes that come, and takes the messages out.
class Frames {
 public:
  // `encoding`: `grpc-encoding` of the call. `largest`: bytes of a message, unpacked.
  Frames(std::string_view encoding, size_t largest) : encoding_(encoding), largest_(largest) {}

  void Add(std::string_view bytes);

  // Whether a message is there; it lives until the next call of either.
  //
  // Errors: RESOURCE_EXHAUSTED `MESSAGE_TOO_LARGE`, as soon as its head tells so; UNIMPLEMENTED
  // `UNKNOWN_CONTENT_ENCODING`, INVALID_ARGUMENT `MALFORMED_MESSAGE` when it is packed and can't be unpacked.
  absl::StatusOr<bool> Next(std::string_view* message);

  // Whether everything that came has been taken out.
  bool empty() const { return bytes_.size() == begin_; }

 private:
  absl::Status Unpack(std::string_view* message);

  const std::string encoding_;
  const size_t largest_;
  std::string bytes_;
  size_t begin_ = 0;
  std::string unpacked_;
};

}  // namespace ocop::rpc
