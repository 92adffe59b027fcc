#include "services/gateway/edge/unary_exchange.h"

#include <grpcpp/client_context.h>

#include "common/status/grpc_status.h"
#include "services/gateway/edge/buffer.h"
#include "services/gateway/edge/connect_error.h"

namespace ocop::gateway {
namespace {

// One call at the backend; its caller's protocol says what the answer looks like.
class Unary : public std::enable_shared_from_this<Unary> {
 public:
  Unary(std::shared_ptr<Exchange> exchange, const Method& method) : exchange_(std::move(exchange)), method_(method) {}
  virtual ~Unary() = default;

  // `call`: what of a UnaryCall and a StreamRequest is the same.
  template <class Call>
  void Start(grpc::GenericStub& backend, const Call& call) {
    context_.set_deadline(absl::ToChronoTime(exchange_->start() + call.timeout));
    context_.AddMetadata("x-request-id", exchange_->request_id());
    for (const auto& [name, value] : call.metadata) context_.AddMetadata(name, value);
    request_ = BufferOf(call.message);
    backend.UnaryCall(&context_, method_.path, {}, &request_, &response_,
                      [self = shared_from_this()](const grpc::Status& status) { self->Answered(status); });
  }

  void Cancel() { context_.TryCancel(); }

 protected:
  virtual void Answered(const grpc::Status& status) = 0;

  const std::shared_ptr<Exchange> exchange_;
  const Method& method_;
  grpc::ClientContext context_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
};

class InConnect final : public Unary {
 public:
  InConnect(std::shared_ptr<Exchange> exchange, const Method& method, UnaryCall call)
      : Unary(std::move(exchange), method), call_(std::move(call)) {}

  void Start(grpc::GenericStub& backend) { Unary::Start(backend, call_); }

 private:
  void Answered(const grpc::Status& status) override {
    if (!status.ok())
      return Finish(ErrorResponse(AnswerOf(status, method_.path, method_.IsRead())), status.error_code());
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

  const UnaryCall call_;
};

// The answer is a frame with the message, where there is one, and a last one.
class InFrames final : public Unary {
 public:
  InFrames(std::shared_ptr<Exchange> exchange, const Method& method, StreamRequest call)
      : Unary(std::move(exchange), method), call_(std::move(call)) {}

  void Start(grpc::GenericStub& backend) { Unary::Start(backend, call_); }

 private:
  void Answered(const grpc::Status& status) override {
    HttpResponse response = StreamHead(call_, context_.GetServerInitialMetadata());
    grpc::Status end = AnswerOf(status, method_.path, method_.IsRead());
    if (end.ok()) {
      absl::StatusOr<std::string> frame = FrameOf(call_, BytesOf(response_), *method_.response);
      if (frame.ok()) {
        response.body = *std::move(frame);
      } else {
        end = status::ToGrpc(frame.status());
      }
    }
    response.body += LastFrame(call_.format, end, context_.GetServerTrailingMetadata());
    exchange_->Finish(std::move(response), end.error_code());
  }

  const StreamRequest call_;
};

template <class Protocol, class Call>
Abandon CallIn(std::shared_ptr<Exchange> exchange, const Method& method, grpc::GenericStub& backend, Call call) {
  auto unary = std::make_shared<Protocol>(std::move(exchange), method, std::move(call));
  unary->Start(backend);
  return [unary] { unary->Cancel(); };
}

}  // namespace

Abandon CallUnary(std::shared_ptr<Exchange> exchange, const Method& method,
                  const std::shared_ptr<grpc::GenericStub>& backend, UnaryCall call) {
  return CallIn<InConnect>(std::move(exchange), method, *backend, std::move(call));
}

Abandon CallUnary(std::shared_ptr<Exchange> exchange, const Method& method,
                  const std::shared_ptr<grpc::GenericStub>& backend, StreamRequest call) {
  return CallIn<InFrames>(std::move(exchange), method, *backend, std::move(call));
}

}  // namespace ocop::gateway
