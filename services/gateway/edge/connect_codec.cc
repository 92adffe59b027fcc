#include "services/gateway/edge/connect_codec.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/compression/compression.h"
#include "common/status/status.h"
#include "services/gateway/edge/conditional.h"
#include "services/gateway/edge/query.h"

namespace ocop::gateway {
namespace {

using google::protobuf::Message;

// Below this a gzip body is hardly smaller than the plain one.
constexpr size_t kSmallestGzip = 1024;

absl::StatusOr<std::string> InBinary(std::string message, Encoding encoding, const Message& prototype) {
  if (encoding == Encoding::kProto) return message;
  return BinaryFromJson(message, prototype);
}

// What the header says, of any request.
absl::StatusOr<UnaryCall> CallOf(const Headers& headers, Encoding encoding, const CodecOptions& options) {
  OCOP_RETURN_IF_ERROR(CheckConnectVersion(headers));
  UnaryCall call{.encoding = encoding};
  OCOP_ASSIGN_OR_RETURN(call.timeout, ConnectTimeout(headers, options.default_timeout));
  OCOP_ASSIGN_OR_RETURN(call.metadata, ForwardedMetadata(headers));
  call.gzip_reply = compression::AcceptsGzip(headers.Get("Accept-Encoding"));
  return call;
}

absl::Status InvalidQuery(std::string_view parameter, std::string_view description) {
  return status::WithReason(absl::InvalidArgumentError(absl::StrCat("the query parameter ", status::View(parameter),
                                                                    " ", status::View(description))),
                            "INVALID_QUERY", {{"parameter", std::string(parameter)}});
}

// The parameter `message` as the bytes that a body would have.
absl::StatusOr<std::string> MessageOf(const Query& query) {
  const std::optional<std::string> text = query.Get("message");
  if (!text) return InvalidQuery("message", "is missing");
  if (query.Get("base64").value_or("") != "1") return *text;
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(*text, &bytes)) return InvalidQuery("message", "is not base64 for URLs");
  return bytes;
}

absl::StatusOr<Encoding> EncodingOf(const Query& query) {
  const std::optional<std::string> encoding = query.Get("encoding");
  if (!encoding) return InvalidQuery("encoding", "is missing");
  if (*encoding == "json") return Encoding::kJson;
  if (*encoding == "proto") return Encoding::kProto;
  return status::WithReason(
      absl::InvalidArgumentError(absl::StrCat("the query parameter encoding must be json or proto, not ", *encoding)),
      kUnknownContentType, {{"encoding", *encoding}});
}

}  // namespace

std::optional<Encoding> EncodingOf(std::string_view content_type) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(status::View(content_type), absl::MaxSplits(';', 1));
  const absl::string_view type = absl::StripAsciiWhitespace(parts.first);
  const absl::string_view parameter = absl::StripAsciiWhitespace(parts.second);
  // JSON is UTF-8; saying so is allowed, saying otherwise is not.
  const bool utf8 =
      absl::EqualsIgnoreCase(parameter, "charset=utf-8") || absl::EqualsIgnoreCase(parameter, "charset=\"utf-8\"");
  if (!parameter.empty() && !utf8) return std::nullopt;
  if (absl::EqualsIgnoreCase(type, "application/json")) return Encoding::kJson;
  if (absl::EqualsIgnoreCase(type, "application/proto")) return Encoding::kProto;
  return std::nullopt;
}

absl::StatusOr<UnaryCall> DecodeCall(HttpRequest request, Encoding encoding, const Message& prototype,
                                     const CodecOptions& options) {
  OCOP_ASSIGN_OR_RETURN(UnaryCall call, CallOf(request.headers, encoding, options));
  OCOP_ASSIGN_OR_RETURN(std::string body, Unpack(std::move(request.body), request.headers.Get("Content-Encoding"),
                                                 options.message_limit));
  OCOP_ASSIGN_OR_RETURN(call.message, InBinary(std::move(body), encoding, prototype));
  return call;
}

absl::StatusOr<UnaryCall> DecodeGet(const HttpRequest& request, const Message& prototype, const CodecOptions& options) {
  OCOP_ASSIGN_OR_RETURN(const Query query, Query::Of(request.target));
  const std::string version = query.Get("connect").value_or("v1");
  if (version != "v1") return InvalidQuery("connect", "must be v1");
  OCOP_ASSIGN_OR_RETURN(const Encoding encoding, EncodingOf(query));
  OCOP_ASSIGN_OR_RETURN(UnaryCall call, CallOf(request.headers, encoding, options));
  OCOP_ASSIGN_OR_RETURN(std::string packed, MessageOf(query));
  OCOP_ASSIGN_OR_RETURN(std::string message,
                        Unpack(std::move(packed), query.Get("compression").value_or(""), options.message_limit));
  OCOP_ASSIGN_OR_RETURN(call.message, InBinary(std::move(message), encoding, prototype));
  call.cacheable = true;
  call.if_none_match = request.headers.Get("If-None-Match");
  return call;
}

absl::StatusOr<HttpResponse> EncodeReply(const UnaryCall& call, std::string message, const Message& prototype) {
  HttpResponse response;
  if (call.encoding == Encoding::kJson) {
    OCOP_ASSIGN_OR_RETURN(response.body, JsonFromBinary(message, prototype));
    response.headers.Add("Content-Type", "application/json");
  } else {
    response.body = call.cacheable ? message : std::move(message);
    response.headers.Add("Content-Type", "application/proto");
  }
  if (call.gzip_reply && response.body.size() >= kSmallestGzip) {
    response.body = Pack(response.body);
    response.headers.Add("Content-Encoding", "gzip");
  }
  // What is true now may not be so in a moment, and not for everyone: it may be kept, but must be asked about again.
  if (call.cacheable) {
    MakeCacheable("private, no-cache", EntityTagOf(message, prototype, response.body), &response);
    if (NamesTag(call.if_none_match, response.headers.Get("ETag"))) ToNotModified(&response);
  }
  return response;
}

void AddMetadata(const http2::Fields& leading, const http2::Fields& trailing, HttpResponse* response) {
  for (auto& [name, value] : FieldsOf(leading)) response->headers.Add(std::move(name), std::move(value));
  for (auto& [name, value] : FieldsOf(trailing, "Trailer-")) response->headers.Add(std::move(name), std::move(value));
}

}  // namespace ocop::gateway
