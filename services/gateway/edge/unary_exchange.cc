#include "services/gateway/edge/unary_exchange.h"

#include "common/status/grpc_status.h"
#include "services/gateway/edge/connect_error.h"
#include "services/gateway/edge/stream_call.h"

namespace ocop::gateway {
namespace {

// One call at the backend; its caller's protocol says what the answer looks like.
class Unary : public std::enable_shared_from_this<Unary> {
 public:
  Unary(std::shared_ptr<Exchange> exchange, const Method& method) : exchange_(std::move(exchange)), method_(method) {}
  virtual ~Unary() = default;

  // `call`: what of a UnaryCall and a StreamRequest is the same.
  template <class Call>
  Abandon Start(http2::Channel& backend, const Call& call) {
    http2::Fields metadata = call.metadata;
    metadata.emplace_back("x-request-id", exchange_->request_id());
    const auto begun =
        StreamCall::Start(backend, method_.path, std::move(metadata), exchange_->start() + call.timeout, call.message,
                          [self = shared_from_this()](StreamCall& begun) { self->Read(begun.shared_from_this()); });
    return [begun] { begun->Abandon(); };
  }

 protected:
  // The call is over; `message` is its response, if it is OK.
  virtual void Answered(const StreamCall& call, const grpc::Status& status, std::string message) = 0;

  const std::shared_ptr<Exchange> exchange_;
  const Method& method_;

 private:
  void Read(std::shared_ptr<StreamCall> call) {
    call->Next([self = shared_from_this(), call](std::optional<std::string> message) {
      if (!message) return self->End(*call, std::nullopt);
      call->Next(
          [self, call, message = std::move(message)](const std::optional<std::string>&) { self->End(*call, message); });
    });
  }

  void End(const StreamCall& call, std::optional<std::string> message) {
    grpc::Status status = call.status();
    if (status.ok() && !message) status = {grpc::StatusCode::INTERNAL, "the service gave no response"};
    Answered(call, AnswerOf(status, method_.path, method_.IsRead() || !call.arrived()),
             std::move(message).value_or(""));
  }
};

class InConnect final : public Unary {
 public:
  InConnect(std::shared_ptr<Exchange> exchange, const Method& method, UnaryCall call)
      : Unary(std::move(exchange), method), call_(std::move(call)) {}

  Abandon Start(http2::Channel& backend) { return Unary::Start(backend, call_); }

 private:
  void Answered(const StreamCall& call, const grpc::Status& status, std::string message) override {
    if (!status.ok()) return Finish(call, ErrorResponse(status), status.error_code());
    auto response = EncodeReply(call_, std::move(message), *method_.response);
    if (!response.ok()) {
      return exchange_->Refuse(status::ToGrpc(response.status()), HttpStatus(grpc::StatusCode::INTERNAL));
    }
    Finish(call, *std::move(response), grpc::StatusCode::OK);
  }

  void Finish(const StreamCall& call, HttpResponse response, grpc::StatusCode code) {
    AddMetadata(call.leading(), call.trailing(), &response);
    exchange_->Finish(std::move(response), code);
  }

  const UnaryCall call_;
};

// The answer is a frame with the message, where there is one, and a last one.
class InFrames final : public Unary {
 public:
  InFrames(std::shared_ptr<Exchange> exchange, const Method& method, StreamRequest call)
      : Unary(std::move(exchange), method), call_(std::move(call)) {}

  Abandon Start(http2::Channel& backend) { return Unary::Start(backend, call_); }

 private:
  void Answered(const StreamCall& call, const grpc::Status& status, std::string message) override {
    HttpResponse response = StreamHead(call_, call.leading());
    grpc::Status end = status;
    if (end.ok()) {
      absl::StatusOr<std::string> frame = FrameOf(call_, std::move(message), *method_.response);
      if (frame.ok()) {
        response.body = *std::move(frame);
      } else {
        end = status::ToGrpc(frame.status());
      }
    }
    response.body += LastFrame(call_.format, end, call.trailing());
    exchange_->Finish(std::move(response), end.error_code());
  }

  const StreamRequest call_;
};

}  // namespace

Abandon CallUnary(std::shared_ptr<Exchange> exchange, const Method& method, http2::Channel& backend, UnaryCall call) {
  return std::make_shared<InConnect>(std::move(exchange), method, std::move(call))->Start(backend);
}

Abandon CallUnary(std::shared_ptr<Exchange> exchange, const Method& method, http2::Channel& backend,
                  StreamRequest call) {
  return std::make_shared<InFrames>(std::move(exchange), method, std::move(call))->Start(backend);
}

}  // namespace ocop::gateway
