#include "services/gateway/edge/connect_handler.h"

#include <grpcpp/client_context.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status/grpc_status.h"
#include "common/status/status.h"
#include "services/gateway/edge/connect_error.h"

namespace ocop::gateway {
namespace {

constexpr size_t kLongestRequestId = 128;

constexpr char kWelcome[] =
    "OCOP suite. Call a method with its request as JSON:\n"
    "  POST /{service}/{method}   for example /ocop.indicators.v1.IndicatorService/GetIndicatorValues\n"
    "  GET  /healthz\n"
    "Content types: application/json, application/proto. Protocol: Connect, https://connectrpc.com/docs/protocol\n";

grpc::ByteBuffer BufferOf(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return {&slice, 1};
}

std::string BytesOf(const grpc::ByteBuffer& buffer) {
  std::string bytes;
  std::vector<grpc::Slice> slices;
  if (!buffer.Dump(&slices).ok()) return bytes;
  bytes.reserve(buffer.Length());
  for (const grpc::Slice& slice : slices) bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return bytes;
}

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

bool IsRequestId(std::string_view text) {
  return !text.empty() && text.size() <= kLongestRequestId && IsMetadataValue(text);
}

grpc::Status UnknownMethod(const std::string& target) {
  return status::ToGrpc(status::WithReason(absl::UnimplementedError(absl::StrCat("no method has the path ", target)),
                                           "UNKNOWN_METHOD", {{"path", target}}));
}

}  // namespace

// One request on its way: lives until it is answered.
class ConnectHandler::Exchange {
 public:
  Exchange(const Options& options, std::string request_id, Respond respond)
      : options_(options), request_id_(std::move(request_id)), respond_(std::move(respond)) {}

  void Name(std::string method) { name_ = std::move(method); }

  void Finish(HttpResponse response, grpc::StatusCode code = grpc::StatusCode::OK) {
    response.headers.Add("X-Request-Id", request_id_);
    options_.observe({name_, std::string(ConnectCode(code)), response.status, absl::Now() - start_, request_id_});
    respond_(std::move(response));
  }

  void Refuse(const grpc::Status& error, int http_status) {
    Finish(ErrorResponse(error, http_status), error.error_code());
  }

  void Call(const Method& method, UnaryCall call, std::shared_ptr<Exchange> self) {
    method_ = &method;
    call_ = std::move(call);
    context_.set_deadline(absl::ToChronoTime(start_ + call_.timeout));
    context_.AddMetadata("x-request-id", request_id_);
    for (const auto& [name, value] : call_.metadata) context_.AddMetadata(name, value);
    request_ = BufferOf(call_.message);
    method.backend->UnaryCall(&context_, method.path, {}, &request_, &response_,
                              [self = std::move(self)](const grpc::Status& status) { self->Answered(status); });
  }

  void Cancel() { context_.TryCancel(); }

 private:
  void Answered(const grpc::Status& status) {
    if (!status.ok()) return FinishWithMetadata(ErrorResponse(status), status.error_code());
    auto response = EncodeReply(call_, BytesOf(response_), *method_->response);
    if (!response.ok()) return Refuse(status::ToGrpc(response.status()), HttpStatus(grpc::StatusCode::INTERNAL));
    FinishWithMetadata(*std::move(response), grpc::StatusCode::OK);
  }

  void FinishWithMetadata(HttpResponse response, grpc::StatusCode code) {
    AddMetadata(context_.GetServerInitialMetadata(), context_.GetServerTrailingMetadata(), &response);
    Finish(std::move(response), code);
  }

  const Options& options_;
  const absl::Time start_ = absl::Now();
  const std::string request_id_;
  const Respond respond_;
  std::string name_ = "unknown";
  const Method* method_ = nullptr;
  UnaryCall call_;
  grpc::ClientContext context_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
};

ConnectHandler::ConnectHandler(MethodTable methods, Options options)
    : methods_(std::move(methods)), options_(std::move(options)) {}

Abandon ConnectHandler::operator()(HttpRequest request, Respond respond) const {
  std::string request_id(request.headers.Get("X-Request-Id"));
  if (!IsRequestId(request_id)) request_id = options_.new_request_id();
  auto exchange = std::make_shared<Exchange>(options_, std::move(request_id), std::move(respond));
  Answer(std::move(request), exchange);
  return [exchange] { exchange->Cancel(); };
}

void ConnectHandler::Answer(HttpRequest request, const std::shared_ptr<Exchange>& exchange) const {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (reads && request.target == "/healthz") {
    exchange->Name(request.target);
    if (options_.healthy()) return exchange->Finish(Text(200, "ok\n"));
    return exchange->Finish(Text(503, "not ready\n"), grpc::StatusCode::UNAVAILABLE);
  }
  if (reads && request.target == "/") {
    exchange->Name(request.target);
    return exchange->Finish(Text(200, kWelcome));
  }

  for (const Link& link : options_.links) {
    if (!reads || request.target.compare(0, link.prefix.size(), link.prefix) != 0) continue;
    request = Followed(link, std::move(request));
    break;
  }

  const Method* method = methods_.Find(request.target);
  if (method == nullptr) return exchange->Refuse(UnknownMethod(request.target), 404);
  exchange->Name(method->path);
  if (request.method != "POST") {
    const grpc::Status error(grpc::StatusCode::UNIMPLEMENTED, "a method is called with POST");
    HttpResponse response = ErrorResponse(error, 405);
    response.headers.Add("Allow", "POST");
    return exchange->Finish(std::move(response), error.error_code());
  }
  if (method->descriptor->client_streaming() || method->descriptor->server_streaming()) {
    return exchange->Refuse({grpc::StatusCode::UNIMPLEMENTED, "streaming methods are served over gRPC"}, 501);
  }
  const std::optional<Encoding> encoding = EncodingOf(request.headers.Get("Content-Type"));
  if (!encoding) {
    const grpc::Status error(grpc::StatusCode::INVALID_ARGUMENT,
                             absl::StrCat("the content type must be one of ", kAcceptPost));
    HttpResponse response = ErrorResponse(error, 415);
    response.headers.Add("Accept-Post", kAcceptPost);
    return exchange->Finish(std::move(response), error.error_code());
  }
  absl::StatusOr<UnaryCall> call = DecodeCall(std::move(request), *encoding, *method->request, options_.codec);
  if (!call.ok()) {
    const grpc::Status error = status::ToGrpc(call.status());
    // The one limit that decoding has is the size of the body, for which HTTP has its own status.
    const bool too_large = error.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED;
    return exchange->Refuse(error, too_large ? 413 : HttpStatus(error.error_code()));
  }
  exchange->Call(*method, *std::move(call), exchange);
}

}  // namespace ocop::gateway
