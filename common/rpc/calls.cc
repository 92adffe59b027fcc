#include "common/rpc/calls.h"

#include <google/protobuf/arena.h>

#include <atomic>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/rpc/incoming.h"
#include "common/rpc/wire.h"
#include "common/status/status.h"
#include "common/tokens/errors.h"
#include "common/validation/validation.h"

namespace ocop::rpc {
namespace {

using google::protobuf::Message;

absl::Status GoneStatus() {
  return absl::CancelledError("the caller went away");
}

absl::Status LateStatus() {
  return absl::DeadlineExceededError("the call has lasted until its deadline");
}

absl::Status Parse(std::string_view bytes, Message& message) {
  if (message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return absl::OkStatus();
  return status::WithReason(
      absl::InvalidArgumentError(absl::StrCat("the body is not a valid ", message.GetDescriptor()->full_name(),
                                              " (broken encoding, or text that is not UTF-8)")),
      "MALFORMED_MESSAGE", {{"type", message.GetDescriptor()->full_name()}});
}

absl::Status ReadRequest(std::string_view bytes, absl::Time now, Message& request) {
  OCOP_RETURN_IF_ERROR(Parse(bytes, request));
  return validation::Admit(request, now);
}

// The one request of a call, as it comes.
class OneRequest {
 public:
  explicit OneRequest(const http2::Fields& metadata)
      : frames_(http2::Find(metadata, "grpc-encoding"), kLargestMessage) {}

  // Errors: as soon as the request is known to be none.
  absl::Status Add(std::string_view bytes) {
    if (complete_) return MalformedMessage("the call goes on after its request, and the method takes one");
    frames_.Add(bytes);
    OCOP_ASSIGN_OR_RETURN(complete_, frames_.Next(&message_));
    if (complete_ && !frames_.empty())
      return MalformedMessage("the call goes on after its request, and the method takes one");
    return absl::OkStatus();
  }

  // When all has come.
  absl::Status Check() const {
    return complete_ ? absl::OkStatus() : MalformedMessage("the call brought no request that can be read");
  }
  std::string_view bytes() const { return message_; }

 private:
  Frames frames_;
  std::string_view message_;
  bool complete_ = false;
};

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
    Answer(status::WithReason(absl::InternalError("the handler went away without an answer"), "NO_ANSWER"));
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

  void OnData(std::string_view bytes) override {
    if (!exchange_) return;
    const absl::Status added = exchange_->incoming().Add(bytes);
    if (!added.ok()) return std::exchange(exchange_, nullptr)->Answer(admitted_.ok() ? added : admitted_);
    stream_->Consume(bytes.size());
    // Most requests come whole, and never know a timer.
    if (!exchange_->incoming().Check().ok() && !std::exchange(in_parts_, true)) {
      stream_->SetDeadline(exchange_->call().deadline);
    }
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
    stream_->SetDeadline(std::min(call_.deadline, call_.proved_until));
    if (call_.proved_until < call_.deadline) late_ = tokens::Expired();
    pass_ = method_.kind.gate.Enter();
    absl::Status admitted = pass_ ? admitted_ : Gate::Closed();
    if (admitted.ok()) admitted = incoming_.Check();
    if (admitted.ok()) admitted = ReadRequest(incoming_.bytes(), call_.now, *request_);
    if (!admitted.ok()) return Finish(admitted);
    {
      absl::MutexLock lock(&mutex_);
      if (finished_) return;
    }
    method_.handler(shared_from_this());
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
    upload->method_.handler(upload);
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

http2::Accept AcceptUnary(const CallKind& kind, std::function<void(std::shared_ptr<Exchange>)> handler,
                          std::function<bool(std::shared_ptr<Exchange>)> shortcut) {
  auto method = std::make_shared<const UnaryMethod>(UnaryMethod{kind, std::move(handler), std::move(shortcut)});
  return [method](http2::Head head, const std::shared_ptr<http2::Stream>& stream) {
    return std::make_shared<UnaryReceiver>(*method, std::move(head), stream);
  };
}

http2::Accept AcceptStream(const CallKind& kind, std::function<void(std::shared_ptr<Stream>)> handler) {
  auto method = std::make_shared<const StreamMethod>(StreamMethod{kind, std::move(handler)});
  return [method](http2::Head head, const std::shared_ptr<http2::Stream>& stream) {
    return std::make_shared<ServerStream>(*method, std::move(head), stream);
  };
}

http2::Accept AcceptUpload(const CallKind& kind, std::function<void(std::shared_ptr<Upload>)> handler) {
  auto method = std::make_shared<const UploadMethod>(UploadMethod{kind, std::move(handler)});
  return [method](http2::Head head, const std::shared_ptr<http2::Stream>& stream) {
    auto upload = std::make_shared<ServerUpload>(*method, std::move(head), stream);
    ServerUpload::Begin(upload);
    return upload;
  };
}

}  // namespace ocop::rpc
