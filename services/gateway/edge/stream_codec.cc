#include "services/gateway/edge/stream_codec.h"

#include "absl/base/internal/endian.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/compression/compression.h"
#include "common/rpc/wire.h"
#include "common/status/status.h"
#include "services/gateway/edge/connect_error.h"

namespace ocop::gateway {
namespace {

using Protocol = StreamFormat::Protocol;

// A frame: a byte of flags, the length in four bytes, the content.
constexpr size_t kFrameHead = 5;
constexpr char kPacked = 0x01;
constexpr char kEndOfConnect = 0x02;
constexpr char kTrailersOfGrpcWeb = '\x80';
// Below this a packed message is hardly smaller than the plain one.
constexpr size_t kSmallestPacked = 1024;

struct Row {
  const char* content_type;
  StreamFormat format;
};
constexpr Row kFormats[] = {
    {"application/connect+json", {Protocol::kConnect, Encoding::kJson}},
    {"application/connect+proto", {Protocol::kConnect, Encoding::kProto}},
    {"application/grpc-web+proto", {Protocol::kGrpcWeb, Encoding::kProto}},
    {"application/grpc-web", {Protocol::kGrpcWeb, Encoding::kProto}},
    {"application/grpc-web+json", {Protocol::kGrpcWeb, Encoding::kJson}},
    {"application/grpc-web-text+proto", {Protocol::kGrpcWeb, Encoding::kProto, true}},
    {"application/grpc-web-text", {Protocol::kGrpcWeb, Encoding::kProto, true}},
};

const char* EncodingField(Protocol protocol) {
  return protocol == Protocol::kConnect ? "Connect-Content-Encoding" : "Grpc-Encoding";
}

const char* AcceptField(Protocol protocol) {
  return protocol == Protocol::kConnect ? "Connect-Accept-Encoding" : "Grpc-Accept-Encoding";
}

absl::Status InvalidBody(absl::string_view description) {
  return status::WithReason(absl::InvalidArgumentError(description), "INVALID_BODY");
}

std::string Frame(char flags, const std::string& content, bool base64) {
  std::string frame(kFrameHead, flags);
  absl::big_endian::Store32(&frame[1], static_cast<uint32_t>(content.size()));
  frame += content;
  return base64 ? absl::Base64Escape(frame) : frame;
}

struct Content {
  char flags;
  std::string bytes;
};

// The one frame that a body of one message is.
absl::StatusOr<Content> Unframe(std::string_view body) {
  if (body.size() < kFrameHead) return InvalidBody("the body ends before its first message does");
  const uint32_t size = absl::big_endian::Load32(&body[1]);
  const size_t rest = body.size() - kFrameHead;
  if (size > rest) return InvalidBody("the body ends before its first message does");
  if (size < rest) return InvalidBody("the body goes on after its first message, and the method takes one");
  if ((body[0] & ~kPacked) != 0) return InvalidBody("the flags of the message are unknown");
  return Content{body[0], std::string(body.substr(kFrameHead))};
}

absl::StatusOr<std::string> MessageOf(const HttpRequest& request, const StreamFormat& format, size_t limit) {
  std::string decoded;
  if (format.base64 && !absl::Base64Unescape(request.body, &decoded)) return InvalidBody("the body is not base64");
  OCOP_ASSIGN_OR_RETURN(Content content, Unframe(format.base64 ? decoded : request.body));
  if ((content.flags & kPacked) == 0) return std::move(content.bytes);
  const std::string coding = request.headers.Get(EncodingField(format.protocol));
  if (coding.empty() || absl::EqualsIgnoreCase(coding, "identity")) {
    return InvalidBody(
        absl::StrCat("the message is packed, but ", EncodingField(format.protocol), " does not say how"));
  }
  return Unpack(std::move(content.bytes), coding, limit);
}

std::string Trailers(const grpc::Status& status, const http2::Fields& trailing) {
  std::string text;
  for (const auto& fields : {rpc::TrailersOf(status), FieldsOf(trailing)}) {
    for (const auto& [name, value] : fields) absl::StrAppend(&text, name, ": ", value, "\r\n");
  }
  return text;
}

}  // namespace

std::optional<StreamFormat> StreamFormatOf(std::string_view content_type) {
  const absl::string_view type =
      absl::StripAsciiWhitespace(*absl::StrSplit(status::View(content_type), absl::MaxSplits(';', 1)).begin());
  for (const Row& row : kFormats) {
    if (absl::EqualsIgnoreCase(type, row.content_type)) return row.format;
  }
  return std::nullopt;
}

std::string ContentTypeOf(const StreamFormat& format) {
  for (const Row& row : kFormats) {
    const StreamFormat& known = row.format;
    if (known.protocol == format.protocol && known.encoding == format.encoding && known.base64 == format.base64) {
      return row.content_type;
    }
  }
  return {};
}

absl::StatusOr<StreamRequest> DecodeStream(const HttpRequest& request, const StreamFormat& format,
                                           const google::protobuf::Message& prototype, absl::Duration default_timeout,
                                           size_t message_limit) {
  if (format.protocol == Protocol::kConnect) OCOP_RETURN_IF_ERROR(CheckConnectVersion(request.headers));
  StreamRequest call{.format = format};
  OCOP_ASSIGN_OR_RETURN(call.timeout, format.protocol == Protocol::kConnect
                                          ? ConnectTimeout(request.headers, default_timeout)
                                          : GrpcTimeout(request.headers, default_timeout));
  OCOP_ASSIGN_OR_RETURN(call.metadata, ForwardedMetadata(request.headers));
  call.gzip_reply = compression::AcceptsGzip(request.headers.Get(AcceptField(format.protocol)));
  OCOP_ASSIGN_OR_RETURN(call.message, MessageOf(request, format, message_limit));
  if (format.encoding == Encoding::kJson) {
    OCOP_ASSIGN_OR_RETURN(call.message, BinaryFromJson(call.message, prototype));
  }
  return call;
}

HttpResponse StreamHead(const StreamRequest& request, const http2::Fields& leading) {
  HttpResponse response;
  response.headers.Add("Content-Type", ContentTypeOf(request.format));
  if (request.gzip_reply) response.headers.Add(EncodingField(request.format.protocol), "gzip");
  for (auto& [name, value] : FieldsOf(leading)) response.headers.Add(std::move(name), std::move(value));
  return response;
}

absl::StatusOr<std::string> FrameOf(const StreamRequest& request, std::string bytes,
                                    const google::protobuf::Message& prototype) {
  if (request.format.encoding == Encoding::kJson) {
    OCOP_ASSIGN_OR_RETURN(bytes, JsonFromBinary(bytes, prototype));
  }
  const bool packed = request.gzip_reply && bytes.size() >= kSmallestPacked;
  return Frame(packed ? kPacked : 0, packed ? Pack(bytes) : bytes, request.format.base64);
}

std::string LastFrame(const StreamFormat& format, const grpc::Status& status, const http2::Fields& trailing) {
  if (format.protocol == Protocol::kConnect) {
    return Frame(kEndOfConnect, EndOfStream(status, FieldsOf(trailing)), false);
  }
  return Frame(kTrailersOfGrpcWeb, Trailers(status, trailing), format.base64);
}

HttpResponse StreamRefusal(const StreamFormat& format, const grpc::Status& error) {
  HttpResponse response;
  response.headers.Add("Content-Type", ContentTypeOf(format));
  response.body = LastFrame(format, error, {});
  return response;
}

}  // namespace ocop::gateway
