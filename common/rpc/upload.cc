// A stream of requests, one answer.
#include "common/rpc/upload.h"

#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/rpc/calls.h"
#include "common/rpc/incoming.h"
#include "common/rpc/request.h"
#include "common/rpc/wire.h"

namespace ocop::rpc {
namespace {

using google::protobuf::Message;

struct UploadMethod {
  CallKind kind;
  std::function<void(std::shared_ptr<Upload>)> handler;
};

class ServerUpload final : public http2::Receiver, public Upload {
 public:
  ServerUpload(const UploadMethod& method, http2::Head head, std::shared_ptr<http2::Stream> stream)
      : method_(method),
        pass_(method.kind.gate.Enter()),
        call_(IncomingCall(head.fields, method.kind.path, true)),
        request_(method.kind.request_type.New()),
        stream_(std::move(stream)),
        admitted_(pass_ ? Admit(head.fields, method.kind.verifier, call_) : Gate::Closed()),
        frames_(http2::Find(head.fields, "grpc-encoding"), kLargestMessage) {
    stream_->SetDeadline(call_.deadline);
  }

  // Once there is somebody to hold it.
  static void Begin(const std::shared_ptr<ServerUpload>& upload) {
    if (!upload->admitted_.ok()) return upload->Answer(upload->admitted_);
    // The upload is its caller's until it ends: what the handler has says when nobody is left to answer.
    upload->method_.handler({upload.get(), [upload](Upload*) { upload->Answer(NoAnswerStatus()); }});
  }

  const Call& call() const override { return call_; }

  void Next(Got got) override {
    if (Ask(got)) return Deliver();
    got(absl::CancelledError("the call has ended"));
  }

  void OnData(std::string_view bytes) override {
    {
      absl::MutexLock lock(&mutex_);
      if (answered_) return;
      frames_.Add(bytes);
      ahead_ += bytes.size();
    }
    Deliver();
  }

  void OnEnd(http2::Fields) override {
    {
      absl::MutexLock lock(&mutex_);
      ended_ = true;
    }
    Deliver();
  }

  bool OnDeadline() override {
    Answer(LateStatus());
    return true;
  }

  void OnGone(http2::End, uint32_t) override {
    Answer(GoneStatus());
    Got got;
    {
      absl::MutexLock lock(&mutex_);
      got = std::exchange(got_, nullptr);
    }
    if (got) got(GoneStatus());
  }

  void Answer(const absl::StatusOr<const Message*>& response) override {
    absl::MutexLock lock(&mutex_);
    if (std::exchange(answered_, true)) return;
    method_.kind.telemetry.Finished(call_, response.status(), absl::Now() - call_.now);
    if (response.ok()) {
      stream_->Send({.head = AnswerHead(), .data = Frame(**response), .trailers = TrailersOf(absl::OkStatus())});
    } else {
      stream_->Send(Refusal(response.status()));
    }
    pass_.reset();
  }

 private:
  // Takes `got`, unless the call has ended.
  bool Ask(Got& got) {
    absl::MutexLock lock(&mutex_);
    if (answered_) return false;
    got_ = std::move(got);
    return true;
  }

  // Gives what was asked for, if it is there. Who asks for the next meanwhile is given it here, not one call deeper.
  void Deliver() {
    while (true) {
      Got got;
      absl::StatusOr<const Message*> next = nullptr;
      {
        absl::MutexLock lock(&mutex_);
        if (delivering_ || !got_ || answered_ || !NextIsThere(next)) return;
        got = std::exchange(got_, nullptr);
        delivering_ = true;
      }
      got(next);
      absl::MutexLock lock(&mutex_);
      delivering_ = false;
    }
  }

  bool NextIsThere(absl::StatusOr<const Message*>& next) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    std::string_view bytes;
    const absl::StatusOr<bool> there = frames_.Next(&bytes);
    if (!there.ok()) {
      next = there.status();
    } else if (*there) {
      const absl::Status read = ReadRequest(bytes, absl::Now(), *request_);
      next = read.ok() ? absl::StatusOr<const Message*>(request_.get()) : read;
    } else if (ended_) {
      next =
          frames_.empty() ? absl::StatusOr<const Message*>(nullptr) : MalformedMessage("the last request is cut off");
    } else {
      // Not before, or many small ones would pile up as they are taken.
      if (ahead_ > 0) stream_->Consume(std::exchange(ahead_, 0));
      return false;
    }
    return true;
  }

  const UploadMethod& method_;
  Gate::Pass pass_;
  Call call_;
  const std::unique_ptr<Message> request_;
  const std::shared_ptr<http2::Stream> stream_;
  const absl::Status admitted_;
  absl::Mutex mutex_;
  Frames frames_ ABSL_GUARDED_BY(mutex_);
  // Bytes that have come, and in whose place no others may come yet.
  size_t ahead_ ABSL_GUARDED_BY(mutex_) = 0;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  bool answered_ ABSL_GUARDED_BY(mutex_) = false;
  bool delivering_ ABSL_GUARDED_BY(mutex_) = false;
  Got got_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

http2::Accept AcceptUpload(const CallKind& kind, std::function<void(std::shared_ptr<Upload>)> handler) {
  auto method = std::make_shared<const UploadMethod>(UploadMethod{kind, std::move(handler)});
  return [method](http2::Head head, const std::shared_ptr<http2::Stream>& stream) {
    auto upload = std::make_shared<ServerUpload>(*method, std::move(head), stream);
    ServerUpload::Begin(upload);
    return upload;
  };
}

}  // namespace ocop::rpc
