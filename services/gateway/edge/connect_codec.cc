#include "services/gateway/edge/connect_codec.h"

#include <google/protobuf/util/json_util.h>

#include <memory>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"
#include "common/text/text.h"
#include "services/gateway/edge/compression.h"

namespace ocop::gateway {
namespace {

using google::protobuf::Message;

// What a caller's header fields may tell the services; everything else stays at the edge.
constexpr const char* kForwarded[] = {"authorization",   "traceparent", "tracestate",
                                      "accept-language", "x-actor",     "x-roles"};

// Below this a gzip body is hardly smaller than the plain one.
constexpr size_t kSmallestGzip = 1024;

absl::Status InvalidHeader(std::string_view name, std::string_view description) {
  return status::WithReason(
      absl::InvalidArgumentError(absl::StrCat(status::View(name), " ", status::View(description))), "INVALID_HEADER",
      {{"header", std::string(name)}});
}

absl::Status CheckVersion(const Headers& headers) {
  const std::string_view version = headers.Get("Connect-Protocol-Version");
  if (version.empty() || version == "1") return absl::OkStatus();
  return InvalidHeader("Connect-Protocol-Version", "must be 1");
}

absl::StatusOr<absl::Duration> Timeout(const Headers& headers, absl::Duration otherwise) {
  const std::string_view text = headers.Get("Connect-Timeout-Ms");
  if (text.empty()) return otherwise;
  int64_t milliseconds = 0;
  const bool digits = text.size() <= 10 && absl::c_all_of(text, absl::ascii_isdigit);
  if (!digits || !absl::SimpleAtoi(status::View(text), &milliseconds) || milliseconds == 0) {
    return InvalidHeader("Connect-Timeout-Ms", "must be a positive number of at most 10 digits");
  }
  return absl::Milliseconds(milliseconds);
}

absl::StatusOr<std::vector<std::pair<std::string, std::string>>> ForwardedMetadata(const Headers& headers) {
  std::vector<std::pair<std::string, std::string>> metadata;
  for (const char* name : kForwarded) {
    const std::string_view value = headers.Get(name);
    if (value.empty()) continue;
    if (!IsMetadataValue(value)) return InvalidHeader(name, "may hold printable ASCII characters only");
    metadata.emplace_back(name, value);
  }
  return metadata;
}

absl::StatusOr<std::string> PlainBody(HttpRequest request, size_t limit) {
  const std::string_view coding = request.headers.Get("Content-Encoding");
  if (coding.empty() || coding == "identity") return std::move(request.body);
  if (coding != "gzip") {
    return status::WithReason(
        absl::UnimplementedError(absl::StrCat("Content-Encoding may be gzip or identity, not ", status::View(coding))),
        "UNKNOWN_CONTENT_ENCODING", {{"content_encoding", std::string(coding)}});
  }
  absl::StatusOr<std::string> body = Gunzip(request.body, limit);
  if (absl::IsResourceExhausted(body.status())) return status::WithReason(body.status(), "BODY_TOO_LARGE");
  if (!body.ok()) return status::WithReason(body.status(), "INVALID_BODY");
  return body;
}

// `bytes` with U+FFFD for whatever is not UTF-8: protobuf quotes the place of an error by the byte, which may cut a
// character in two.
std::string Readable(std::string_view bytes) {
  std::string result;
  while (!bytes.empty()) {
    size_t length = 1;
    while (length <= 4 && !text::IsValidUtf8(bytes.substr(0, length))) ++length;
    const bool valid = length <= 4;
    result += valid ? bytes.substr(0, length) : "\uFFFD";
    bytes.remove_prefix(valid ? length : 1);
  }
  return result;
}

absl::StatusOr<std::string> BinaryFromJson(const std::string& json, const Message& prototype) {
  const std::unique_ptr<Message> message(prototype.New());
  const auto parsed = google::protobuf::util::JsonStringToMessage(json, message.get());
  if (parsed.ok()) return message->SerializeAsString();
  const std::string cause = Readable({parsed.message().data(), parsed.message().size()});
  return status::WithReason(absl::InvalidArgumentError(absl::StrCat(
                                "the body is not a JSON ", prototype.GetDescriptor()->full_name(), ": ", cause)),
                            "INVALID_JSON");
}

absl::StatusOr<std::string> JsonFromBinary(const std::string& bytes, const Message& prototype) {
  const std::unique_ptr<Message> message(prototype.New());
  std::string json;
  if (!message->ParseFromString(bytes) || !google::protobuf::util::MessageToJsonString(*message, &json).ok()) {
    return absl::InternalError(absl::StrCat("the answer is not a ", prototype.GetDescriptor()->full_name()));
  }
  return json;
}

// Whether a backend's metadata of that name may become a header field: not when HTTP or gRPC give it a meaning.
bool MayPass(const std::string& name) {
  static constexpr const char* kOwned[] = {
      "connection",        "content-encoding", "content-length", "content-type", "date",
      "transfer-encoding", "keep-alive",       "upgrade",        "trailer",      "te"};
  return !absl::StartsWith(name, "grpc-") && !absl::StartsWith(name, ":") && !absl::c_linear_search(kOwned, name);
}

void AddFields(const Metadata& metadata, const char* prefix, HttpResponse* response) {
  for (const auto& [key, value] : metadata) {
    const std::string name(key.data(), key.size());
    if (!MayPass(name)) continue;
    std::string text(value.data(), value.size());
    if (absl::EndsWith(name, "-bin")) {
      text = absl::Base64Escape(text);
      text.erase(text.find_last_not_of('=') + 1);
    }
    response->headers.Add(absl::StrCat(prefix, name), std::move(text));
  }
}

}  // namespace

std::optional<Encoding> EncodingOf(std::string_view content_type) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(status::View(content_type), absl::MaxSplits(';', 1));
  const absl::string_view type = absl::StripAsciiWhitespace(parts.first);
  const absl::string_view parameter = absl::StripAsciiWhitespace(parts.second);
  // JSON is UTF-8; saying so is allowed, saying otherwise is not.
  if (!parameter.empty() && !absl::EqualsIgnoreCase(parameter, "charset=utf-8")) return std::nullopt;
  if (absl::EqualsIgnoreCase(type, "application/json")) return Encoding::kJson;
  if (absl::EqualsIgnoreCase(type, "application/proto")) return Encoding::kProto;
  return std::nullopt;
}

absl::StatusOr<UnaryCall> DecodeCall(HttpRequest request, Encoding encoding, const Message& prototype,
                                     const CodecOptions& options) {
  OCOP_RETURN_IF_ERROR(CheckVersion(request.headers));
  UnaryCall call{.encoding = encoding};
  OCOP_ASSIGN_OR_RETURN(call.timeout, Timeout(request.headers, options.default_timeout));
  OCOP_ASSIGN_OR_RETURN(call.metadata, ForwardedMetadata(request.headers));
  call.gzip_reply = AcceptsGzip(request.headers.Get("Accept-Encoding"));
  OCOP_ASSIGN_OR_RETURN(call.message, PlainBody(std::move(request), options.message_limit));
  if (encoding == Encoding::kJson) {
    OCOP_ASSIGN_OR_RETURN(call.message, BinaryFromJson(call.message, prototype));
  }
  return call;
}

absl::StatusOr<HttpResponse> EncodeReply(const UnaryCall& call, std::string message, const Message& prototype) {
  HttpResponse response;
  if (call.encoding == Encoding::kJson) {
    OCOP_ASSIGN_OR_RETURN(response.body, JsonFromBinary(message, prototype));
    response.headers.Add("Content-Type", "application/json");
  } else {
    response.body = std::move(message);
    response.headers.Add("Content-Type", "application/proto");
  }
  if (call.gzip_reply && response.body.size() >= kSmallestGzip) {
    response.body = Gzip(response.body);
    response.headers.Add("Content-Encoding", "gzip");
  }
  return response;
}

bool IsMetadataValue(std::string_view value) {
  return absl::c_all_of(value, [](char c) { return c >= ' ' && c <= '~'; });
}

void AddMetadata(const Metadata& leading, const Metadata& trailing, HttpResponse* response) {
  AddFields(leading, "", response);
  AddFields(trailing, "Trailer-", response);
}

}  // namespace ocop::gateway
