#include "services/gateway/edge/edge_handler.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/server.h"
#include "common/status/grpc_status.h"
#include "common/status/status.h"
#include "services/gateway/edge/connect_error.h"
#include "services/gateway/edge/query.h"
#include "services/gateway/edge/stream_exchange.h"
#include "services/gateway/edge/unary_exchange.h"

namespace ocop::gateway {
namespace {

constexpr size_t kLongestRequestId = 128;
// What pages and links answer.
constexpr char kReads[] = "GET, HEAD";

constexpr char kWelcome[] =
    "OCOP suite. Call a method with its request as JSON:\n"
    "  POST /{service}/{method}   for example /ocop.indicators.v1.IndicatorService/GetIndicatorValues\n"
    "  GET  /reference            every method and field, to browse and to try\n"
    "  GET  /openapi.json         the same for programs (OpenAPI 3.1)\n"
    "  GET  /descriptor-set       the same as google.protobuf.FileDescriptorSet\n"
    "  GET  /service-config.json  which calls gRPC clients may repeat\n"
    "  GET  /healthz\n"
    "Protocols: Connect (https://connectrpc.com/docs/protocol) in application/json and application/proto, gRPC-Web.\n";

HttpResponse Text(int http_status, std::string body) {
  HttpResponse response{.status = http_status, .body = std::move(body)};
  response.headers.Add("Content-Type", "text/plain; charset=utf-8");
  return response;
}

// A link as the call that it stands for.
HttpRequest Followed(const Link& link, HttpRequest request) {
  HttpRequest call{.method = "POST", .target = link.method};
  for (const auto& [name, value] : request.headers.fields()) {
    if (!absl::EqualsIgnoreCase(name, "Content-Type")) call.headers.Add(name, value);
  }
  call.headers.Add("Content-Type", "application/json");
  call.body = nlohmann::json{{link.field, std::move(request.target)}}.dump(-1, ' ', false,
                                                                           nlohmann::json::error_handler_t::replace);
  return call;
}

bool IsRead(const HttpRequest& request) {
  return request.method == "GET" || request.method == "HEAD";
}

bool IsRequestId(std::string_view text) {
  return !text.empty() && text.size() <= kLongestRequestId && IsMetadataValue(text);
}

grpc::Status TakesAStream() {
  return status::ToGrpc(
      status::WithReason(absl::UnimplementedError("methods that take a stream are served over gRPC alone"),
                         "CLIENT_STREAMING_NOT_SERVED"));
}

void RefuseVerb(const char* allowed, Exchange& exchange) {
  const grpc::Status error =
      status::ToGrpc(status::WithReason(absl::UnimplementedError(absl::StrCat("the HTTP methods here are ", allowed)),
                                        "METHOD_NOT_ALLOWED", {{"allow", allowed}}));
  HttpResponse response = ErrorResponse(error, 405);
  response.headers.Add("Allow", allowed);
  exchange.Finish(std::move(response), error.error_code());
}

const char* VerbsOf(const Method& method) {
  return method.IsRead() && !method.streams() ? "GET, HEAD, POST" : "POST";
}

void RefuseContentType(const Method& method, Exchange& exchange) {
  const char* types = method.streams() ? kAcceptPostOfStreams : kAcceptPost;
  const grpc::Status error = status::ToGrpc(
      status::WithReason(absl::InvalidArgumentError(absl::StrCat("the content type must be one of ", types)),
                         kUnknownContentType, {{"accept_post", types}}));
  HttpResponse response = ErrorResponse(error, 415);
  response.headers.Add("Accept-Post", types);
  exchange.Finish(std::move(response), error.error_code());
}

// The HTTP status of a call that could not be read. The one limit that decoding has is the size of the body.
int HttpStatusOf(const absl::Status& refusal) {
  if (absl::IsResourceExhausted(refusal)) return 413;
  if (status::ReasonOf(refusal) == kUnknownContentType) return 415;
  return HttpStatus(static_cast<grpc::StatusCode>(refusal.code()));
}

void Refuse(const absl::Status& status, Exchange& exchange) {
  exchange.Refuse(status::ToGrpc(status), HttpStatusOf(status));
}

}  // namespace

EdgeHandler::EdgeHandler(MethodTable methods, Options options)
    : methods_(std::move(methods)), options_(std::move(options)) {}

Abandon EdgeHandler::operator()(HttpRequest request, Respond respond) const {
  std::string request_id = request.headers.Get("X-Request-Id");
  if (!IsRequestId(request_id)) request_id = options_.new_request_id();
  return Answer(std::move(request),
                std::make_shared<Exchange>(options_.observe, std::move(request_id), std::move(respond)));
}

Abandon EdgeHandler::Answer(HttpRequest request, Shared exchange) const {
  if (request.unreadable) {
    if (const Method* method = methods_.Find(PathOf(request.target))) exchange->Name(method->path);
    exchange->Refuse(status::ToGrpc(request.unreadable->error), request.unreadable->http_status);
    return nullptr;
  }
  if (AnswerPage(request, *exchange)) return nullptr;
  for (const Link& link : options_.links) {
    if (!absl::StartsWith(request.target, link.prefix)) continue;
    if (!IsRead(request)) {
      exchange->Name(link.method);
      RefuseVerb(kReads, *exchange);
      return nullptr;
    }
    request = Followed(link, std::move(request));
    break;
  }
  const std::string_view path = PathOf(request.target);
  const Method* method = methods_.Find(path);
  if (method == nullptr) {
    exchange->Refuse(status::ToGrpc(rpc::UnknownMethod(path)), 404);
    return nullptr;
  }
  exchange->Name(method->path);
  return Call(std::move(request), *method, std::move(exchange));
}

bool EdgeHandler::AnswerPage(const HttpRequest& request, Exchange& exchange) const {
  const std::string path(PathOf(request.target));
  std::optional<HttpResponse> page = PageAt(path, request.headers);
  if (!page) return false;
  exchange.Name(path);
  if (IsRead(request)) {
    const bool unavailable = page->status == 503;
    exchange.Finish(*std::move(page), unavailable ? grpc::StatusCode::UNAVAILABLE : grpc::StatusCode::OK);
  } else {
    RefuseVerb(kReads, exchange);
  }
  return true;
}

std::optional<HttpResponse> EdgeHandler::PageAt(const std::string& path, const Headers& headers) const {
  if (path == "/healthz") return options_.healthy() ? Text(200, "ok\n") : Text(503, "not ready\n");
  if (path == "/") return Text(200, kWelcome);
  return options_.pages.Find(path, headers);
}

Abandon EdgeHandler::Call(HttpRequest request, const Method& method, Shared exchange) const {
  const std::string content_type = request.headers.Get("Content-Type");
  if (IsRead(request)) {
    if (method.IsRead() && !method.streams()) return CallUnarily(std::move(request), method, std::move(exchange));
    RefuseVerb(VerbsOf(method), *exchange);
  } else if (request.method != "POST") {
    RefuseVerb(VerbsOf(method), *exchange);
  } else if (method.descriptor->client_streaming()) {
    const auto format = StreamFormatOf(content_type);
    if (!format) {
      exchange->Refuse(TakesAStream(), 501);
    } else {
      exchange->Finish(StreamRefusal(*format, TakesAStream()), grpc::StatusCode::UNIMPLEMENTED);
    }
  } else if (const auto format = StreamFormatOf(content_type);
             format && (method.streams() || format->protocol == StreamFormat::Protocol::kGrpcWeb)) {
    return CallInFrames(request, *format, method, std::move(exchange));
  } else if (!method.streams() && EncodingOf(content_type)) {
    return CallUnarily(std::move(request), method, std::move(exchange));
  } else {
    RefuseContentType(method, *exchange);
  }
  return nullptr;
}

Abandon EdgeHandler::CallInFrames(const HttpRequest& request, const StreamFormat& format, const Method& method,
                                  Shared exchange) const {
  const auto refuse = [&](const absl::Status& status) {
    const grpc::Status error = status::ToGrpc(status);
    exchange->Finish(StreamRefusal(format, error), error.error_code());
    return nullptr;
  };
  const auto backend = method.backends.Pick(request.headers.Get(kServiceField));
  if (!backend.ok()) return refuse(backend.status());
  auto call = DecodeStream(request, format, *method.request,
                           method.streams() ? absl::InfiniteDuration() : options_.codec.default_timeout,
                           options_.codec.message_limit);
  if (!call.ok()) return refuse(call.status());
  if (!method.streams()) return CallUnary(std::move(exchange), method, *backend->unary, *std::move(call));
  return CallStream(std::move(exchange), method, *backend->streams, *std::move(call));
}

Abandon EdgeHandler::CallUnarily(HttpRequest request, const Method& method, Shared exchange) const {
  const auto backend = method.backends.Pick(request.headers.Get(kServiceField));
  if (!backend.ok()) {
    Refuse(backend.status(), *exchange);
    return nullptr;
  }
  const auto encoding = EncodingOf(request.headers.Get("Content-Type"));
  auto call = IsRead(request) ? DecodeGet(request, *method.request, options_.codec)
                              : DecodeCall(std::move(request), *encoding, *method.request, options_.codec);
  if (!call.ok()) {
    Refuse(call.status(), *exchange);
    return nullptr;
  }
  return CallUnary(std::move(exchange), method, *backend->unary, *std::move(call));
}

}  // namespace ocop::gateway
