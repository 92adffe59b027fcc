#include "services/gateway/edge/stream_exchange.h"

#include <utility>

#include "common/status/grpc_status.h"
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
    call_->Next([this, take = std::move(take)](std::optional<std::string> message) {
      if (!message) {
        return take(End(AnswerOf(call_->status(), method_.path, method_.IsRead() || !call_->arrived())));
      }
      absl::StatusOr<std::string> frame = FrameOf(request_, *std::move(message), *method_.response);
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
    return LastFrame(request_.format, status, complete ? call_->trailing() : http2::Fields());
  }

  const std::shared_ptr<Exchange> exchange_;
  const std::shared_ptr<StreamCall> call_;
  const Method& method_;
  const StreamRequest request_;
  bool ended_ = false;
};

}  // namespace

Abandon CallStream(std::shared_ptr<Exchange> exchange, const Method& method, http2::Channel& backend,
                   StreamRequest request) {
  http2::Fields metadata = request.metadata;
  metadata.emplace_back("x-request-id", exchange->request_id());
  const absl::Time deadline = exchange->start() + request.timeout;
  const std::string message = std::exchange(request.message, {});
  const auto begun = StreamCall::Start(backend, method.path, std::move(metadata), deadline, message,
                                       [exchange, &method, request = std::move(request)](StreamCall& call) {
                                         HttpResponse response = StreamHead(request, call.leading());
                                         response.stream = std::make_shared<Frames>(exchange, call.shared_from_this(),
                                                                                    method, request);
                                         exchange->Begin(std::move(response));
                                       });
  return [begun] { begun->Abandon(); };
}

}  // namespace ocop::gateway
