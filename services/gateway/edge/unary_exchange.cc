#include "services/gateway/edge/unary_exchange.h"

#include <grpcpp/client_context.h>

#include "common/status/grpc_status.h"
#include "services/gateway/edge/buffer.h"
#include "services/gateway/edge/connect_error.h"

namespace ocop::gateway {
namespace {

class Unary : public std::enable_shared_from_this<Unary> {
 public:
  Unary(std::shared_ptr<Exchange> exchange, const Method& method, UnaryCall call)
      : exchange_(std::move(exchange)), method_(method), call_(std::move(call)) {}

  void Start(grpc::GenericStub& backend) {
    context_.set_deadline(absl::ToChronoTime(exchange_->start() + call_.timeout));
    context_.AddMetadata("x-request-id", exchange_->request_id());
    for (const auto& [name, value] : call_.metadata) context_.AddMetadata(name, value);
    request_ = BufferOf(call_.message);
    backend.UnaryCall(&context_, method_.path, {}, &request_, &response_,
                      [self = shared_from_this()](const grpc::Status& status) { self->Answered(status); });
  }

  void Cancel() { context_.TryCancel(); }

 private:
  void Answered(const grpc::Status& status) {
    if (!status.ok()) return Finish(ErrorResponse(AnswerOf(status, method_.path)), status.error_code());
    auto response = EncodeReply(call_, BytesOf(response_), *method_.response);
    if (!response.ok()) {
      return exchange_->Refuse(status::ToGrpc(response.status()), HttpStatus(grpc::StatusCode::INTERNAL));
    }
    Finish(*std::move(response), grpc::StatusCode::OK);
  }

  void Finish(HttpResponse response, grpc::StatusCode code) {
    AddMetadata(context_.GetServerInitialMetadata(), context_.GetServerTrailingMetadata(), &response);
    exchange_->Finish(std::move(response), code);
  }

  const std::shared_ptr<Exchange> exchange_;
  const Method& method_;
  const UnaryCall call_;
  grpc::ClientContext context_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
};

}  // namespace

Abandon CallUnary(std::shared_ptr<Exchange> exchange, const Method& method,
                  const std::shared_ptr<grpc::GenericStub>& backend, UnaryCall call) {
  auto unary = std::make_shared<Unary>(std::move(exchange), method, std::move(call));
  unary->Start(*backend);
  return [unary] { unary->Cancel(); };
}

}  // namespace ocop::gateway
