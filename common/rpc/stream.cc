// One request, a stream of answers.
#include "common/rpc/stream.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/rpc/calls.h"
#include "common/rpc/incoming.h"
#include "common/rpc/request.h"
#include "common/rpc/wire.h"
#include "common/tokens/errors.h"

namespace ocop::rpc {
namespace {

using google::protobuf::Message;

struct StreamMethod {
  CallKind kind;
  std::function<void(std::shared_ptr<Stream>)> handler;
};

class ServerStream final : public http2::Receiver, public Stream, public std::enable_shared_from_this<ServerStream> {
 public:
  ServerStream(const StreamMethod& method, http2::Head head, std::shared_ptr<http2::Stream> stream)
      : method_(method),
        call_(IncomingCall(head.fields, method.kind.path, true)),
        incoming_(head.fields),
        request_(method.kind.request_type.New()),
        stream_(std::move(stream)),
        admitted_(Admit(head.fields, method.kind.verifier, call_)) {
    stream_->SetDeadline(std::min(call_.deadline, call_.now + kDefaultDeadline));
  }

  void OnData(std::string_view bytes) override {
    const absl::Status added = incoming_.Add(bytes);
    if (added.ok()) return stream_->Consume(bytes.size());
    Finish(admitted_.ok() ? added : admitted_);
  }

  void OnEnd(http2::Fields) override {
    {
      absl::MutexLock lock(&mutex_);
      if (finished_) return;
    }
    stream_->SetDeadline(std::min(call_.deadline, call_.proved_until));
    if (call_.proved_until < call_.deadline) late_ = tokens::Expired();
    pass_ = method_.kind.gate.Enter();
    absl::Status admitted = pass_ ? admitted_ : Gate::Closed();
    if (admitted.ok()) admitted = incoming_.Check();
    if (admitted.ok()) admitted = ReadRequest(incoming_.bytes(), call_.now, *request_);
    if (!admitted.ok()) return Finish(admitted);
    // The stream is its caller's until it ends: what the handler has says when nobody is left to end it.
    method_.handler({this, [self = shared_from_this()](Stream*) { self->Finish(NoAnswerStatus()); }});
  }

  void OnSent() override {
    if (auto written = TakeWritten()) written(true);
  }

  bool OnDeadline() override {
    cancelled_ = true;
    Finish(late_);
    return true;
  }

  void OnGone(http2::End, uint32_t) override {
    cancelled_ = true;
    Finish(GoneStatus());
    if (auto written = TakeWritten()) written(false);
  }

  const Call& call() const override { return call_; }
  const Message& request() const override { return *request_; }
  bool cancelled() const override { return cancelled_; }

  void Write(const Message& response, std::function<void(bool)> written) override {
    {
      absl::MutexLock lock(&mutex_);
      if (!finished_ && !cancelled_) {
        written_ = std::move(written);
        http2::Part part{.data = Frame(response), .tell = true};
        if (!std::exchange(begun_, true)) part.head = AnswerHead();
        stream_->Send(std::move(part));
        return;
      }
    }
    written(false);
  }

  void Finish(const absl::Status& status) override {
    absl::MutexLock lock(&mutex_);
    if (std::exchange(finished_, true)) return;
    method_.kind.telemetry.Finished(call_, status, absl::Now() - call_.now);
    stream_->Send(begun_ ? http2::Part{.trailers = TrailersOf(status)} : Refusal(status));
    pass_.reset();
  }

 private:
  std::function<void(bool)> TakeWritten() {
    absl::MutexLock lock(&mutex_);
    return std::exchange(written_, nullptr);
  }

  const StreamMethod& method_;
  Gate::Pass pass_;
  Call call_;
  OneRequest incoming_;
  const std::unique_ptr<Message> request_;
  const std::shared_ptr<http2::Stream> stream_;
  const absl::Status admitted_;
  std::atomic<bool> cancelled_ = false;
  // What the stream ends with at its deadline.
  absl::Status late_ = LateStatus();
  absl::Mutex mutex_;
  bool begun_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  std::function<void(bool)> written_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

http2::Accept AcceptStream(const CallKind& kind, std::function<void(std::shared_ptr<Stream>)> handler) {
  auto method = std::make_shared<const StreamMethod>(StreamMethod{kind, std::move(handler)});
  return [method](http2::Head head, const std::shared_ptr<http2::Stream>& stream) {
    return std::make_shared<ServerStream>(*method, std::move(head), stream);
  };
}

}  // namespace ocop::rpc
