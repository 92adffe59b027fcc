#include "services/gateway/edge/stream_exchange.h"

#include <utility>

#include "common/status/grpc_status.h"
#include "services/gateway/edge/buffer.h"
#include "services/gateway/edge/stream_call.h"

namespace ocop::gateway {
namespace {

constexpr int kOk = 200;

// The body of the answer. A reader that lets go of it before its end has gone, and the call with it.
class Frames final : public BodyStream {
 public:
  Frames(std::shared_ptr<Exchange> exchange, std::shared_ptr<StreamCall> call, const Method& method,
         StreamRequest request)
      : exchange_(std::move(exchange)), call_(std::move(call)), method_(method), request_(std::move(request)) {}

  ~Frames() override {
    if (ended_) return;
    call_->Abandon();
    exchange_->Record(kOk, grpc::StatusCode::CANCELLED);
  }

  void Next(std::function<void(std::optional<std::string>)> take) override {
    if (ended_) return take(std::nullopt);
    call_->Next([this, take = std::move(take)](grpc::ByteBuffer* message) {
      if (message == nullptr) return take(End(AnswerOf(call_->status(), method_.path, method_.IsRead())));
      absl::StatusOr<std::string> frame = FrameOf(request_, BytesOf(*message), *method_.response);
      if (frame.ok()) return take(*std::move(frame));
      call_->Abandon();
      take(End(status::ToGrpc(frame.status())));
    });
  }

 private:
  std::string End(const grpc::Status& status) {
    ended_ = true;
    exchange_->Record(kOk, status.error_code());
    // A call that is given up here has no trailing metadata yet.
    const bool complete = call_->ended();
    return LastFrame(request_.format, status, complete ? call_->context().GetServerTrailingMetadata() : Metadata());
  }

  const std::shared_ptr<Exchange> exchange_;
  const std::shared_ptr<StreamCall> call_;
  const Method& method_;
  const StreamRequest request_;
  bool ended_ = false;
};

}  // namespace

Abandon CallStream(std::shared_ptr<Exchange> exchange, const Method& method,
                   const std::shared_ptr<grpc::GenericStub>& backend, StreamRequest request) {
  auto call = std::make_shared<StreamCall>(request.message);
  grpc::ClientContext& context = call->context();
  if (request.timeout < absl::InfiniteDuration()) {
    context.set_deadline(absl::ToChronoTime(exchange->start() + request.timeout));
  }
  context.AddMetadata("x-request-id", exchange->request_id());
  for (const auto& [name, value] : request.metadata) context.AddMetadata(name, value);
  call->Start(backend, method.path, [exchange, call, &method, request = std::move(request)]() mutable {
    HttpResponse response = StreamHead(request, call->context().GetServerInitialMetadata());
    response.stream = std::make_shared<Frames>(exchange, call, method, std::move(request));
    exchange->Begin(std::move(response));
  });
  return [call] { call->Abandon(); };
}

}  // namespace ocop::gateway
