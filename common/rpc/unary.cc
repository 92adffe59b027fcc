// One request, one answer.
#include <google/protobuf/arena.h>

#include <atomic>
#include <utility>

#include "absl/time/clock.h"
#include "common/rpc/calls.h"
#include "common/rpc/incoming.h"
#include "common/rpc/request.h"
#include "common/rpc/wire.h"
#include "common/status/status.h"

namespace ocop::rpc {
namespace {

using google::protobuf::Message;

class UnaryExchange final : public Exchange {
 public:
  UnaryExchange(const CallKind& kind, const http2::Fields& metadata, std::shared_ptr<http2::Stream> stream)
      : kind_(kind),
        call_(IncomingCall(metadata, kind.path, false)),
        incoming_(metadata),
        request_(kind.request_type.New(&arena_)),
        stream_(std::move(stream)) {}

  ~UnaryExchange() override {
    if (answered_) return;
    Answer(NoAnswerStatus());
  }

  absl::Status Admit(const http2::Fields& metadata) { return rpc::Admit(metadata, kind_.verifier, call_); }
  // When the request is there: one that never comes holds up no end.
  bool Enter() {
    pass_ = kind_.gate.Enter();
    return pass_ != nullptr;
  }
  OneRequest& incoming() { return incoming_; }
  void Cancel() { cancelled_ = true; }

  const Call& call() const override { return call_; }
  Message& request() override { return *request_; }
  std::string_view request_bytes() override { return incoming_.bytes(); }
  Message* NewResponse() override { return kind_.response_type.New(&arena_); }
  bool cancelled() const override { return cancelled_ || absl::Now() > call_.deadline; }

  void Answer(const absl::StatusOr<const Message*>& response) override {
    if (answered_.exchange(true)) return;
    if (!response.ok()) return Finish(response.status(), Refusal(response.status()));
    Finish(absl::OkStatus(), Whole(Frame(**response)));
  }

  // A message is read from its parts one after the other.
  void AnswerSerialised(std::string_view part, const Message& more) override {
    if (answered_.exchange(true)) return;
    Finish(absl::OkStatus(), Whole(Frame(part, more)));
  }

 private:
  static http2::Part Whole(std::string frame) {
    return {.head = AnswerHead(), .data = std::move(frame), .trailers = TrailersOf(absl::OkStatus())};
  }

  void Finish(const absl::Status& status, http2::Part part) {
    kind_.telemetry.Finished(call_, status, absl::Now() - call_.now);
    stream_->Send(std::move(part));
    pass_.reset();
  }

  const CallKind& kind_;
  Gate::Pass pass_;
  Call call_;
  // Messages of many small parts are made and dropped as one. One block holds most requests with their answers.
  google::protobuf::Arena arena_{[] {
    google::protobuf::ArenaOptions options;
    options.start_block_size = 4096;
    return options;
  }()};
  OneRequest incoming_;
  Message* const request_;
  const std::shared_ptr<http2::Stream> stream_;
  std::atomic<bool> cancelled_ = false;
  std::atomic<bool> answered_ = false;
};

struct UnaryMethod {
  CallKind kind;
  std::function<void(std::shared_ptr<Exchange>)> handler;
  std::function<bool(std::shared_ptr<Exchange>)> shortcut;
};

// Has the call until its request is there, and then lets go of it: when the handler does so too, nobody will answer.
class UnaryReceiver final : public http2::Receiver {
 public:
  UnaryReceiver(const UnaryMethod& method, http2::Head head, const std::shared_ptr<http2::Stream>& stream)
      : method_(method),
        stream_(stream),
        exchange_(std::make_shared<UnaryExchange>(method.kind, head.fields, stream)),
        watched_(exchange_),
        admitted_(exchange_->Admit(head.fields)) {}

  void OnIncomplete() override {
    in_parts_ = true;
    if (exchange_) stream_->SetDeadline(exchange_->call().deadline);
  }

  void OnData(std::string_view bytes) override {
    if (!exchange_) return;
    const absl::Status added = exchange_->incoming().Add(bytes);
    if (!added.ok()) return std::exchange(exchange_, nullptr)->Answer(admitted_.ok() ? added : admitted_);
    stream_->Consume(bytes.size());
  }

  void OnEnd(http2::Fields) override {
    if (!exchange_) return;
    std::shared_ptr<UnaryExchange> exchange = std::exchange(exchange_, nullptr);
    if (in_parts_) stream_->SetDeadline(absl::InfiniteFuture());
    absl::Status admitted = exchange->Enter() ? admitted_ : Gate::Closed();
    if (admitted.ok()) admitted = exchange->incoming().Check();
    if (admitted.ok() && method_.shortcut && method_.shortcut(exchange)) return;
    if (admitted.ok()) {
      admitted = ReadRequest(exchange->incoming().bytes(), exchange->call().now, exchange->request());
    }
    if (admitted.ok() && method_.kind.workers != nullptr) {
      admitted = method_.kind.workers->Run([&method = method_, exchange] {
        if (exchange->cancelled()) return exchange->Answer(GoneStatus());
        method.handler(exchange);
      });
      if (admitted.ok()) return;
    }
    if (!admitted.ok()) return exchange->Answer(admitted);
    method_.handler(std::move(exchange));
  }

  bool OnDeadline() override {
    if (exchange_) std::exchange(exchange_, nullptr)->Answer(LateStatus());
    return true;
  }

  void OnGone(http2::End, uint32_t) override {
    if (const auto exchange = watched_.lock()) exchange->Cancel();
    if (exchange_) std::exchange(exchange_, nullptr)->Answer(GoneStatus());
  }

 private:
  const UnaryMethod& method_;
  const std::shared_ptr<http2::Stream> stream_;
  std::shared_ptr<UnaryExchange> exchange_;
  const std::weak_ptr<UnaryExchange> watched_;
  const absl::Status admitted_;
  bool in_parts_ = false;
};

}  // namespace

http2::Accept AcceptUnary(const CallKind& kind, std::function<void(std::shared_ptr<Exchange>)> handler,
                          std::function<bool(std::shared_ptr<Exchange>)> shortcut) {
  auto method = std::make_shared<const UnaryMethod>(UnaryMethod{kind, std::move(handler), std::move(shortcut)});
  return [method](http2::Head head, const std::shared_ptr<http2::Stream>& stream) {
    return std::make_shared<UnaryReceiver>(*method, std::move(head), stream);
  };
}

}  // namespace ocop::rpc
