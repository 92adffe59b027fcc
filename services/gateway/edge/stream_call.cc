#include "services/gateway/edge/stream_call.h"

#include <utility>

#include "absl/time/clock.h"

namespace ocop::gateway {

std::shared_ptr<StreamCall> StreamCall::Start(http2::Channel& backend, const std::string& path, http2::Fields metadata,
                                              absl::Time deadline, const std::string& message,
                                              std::function<void(StreamCall&)> started) {
  std::shared_ptr<StreamCall> call(new StreamCall(std::move(started)));
  const std::shared_ptr<http2::Stream> stream =
      backend.Open(rpc::HeadOf(path, deadline - absl::Now(), std::move(metadata)), call);
  {
    absl::MutexLock lock(&call->mutex_);
    if (!call->ended_) call->stream_ = stream;
    if (call->take_) call->TakeMore();
  }
  stream->SetDeadline(deadline);
  stream->Send({.data = rpc::Frame(message), .last = true});
  return call;
}

void StreamCall::Next(Take take) {
  {
    absl::MutexLock lock(&mutex_);
    take_ = std::move(take);
  }
  Deliver();
}

void StreamCall::Abandon() {
  std::shared_ptr<http2::Stream> stream;
  {
    absl::MutexLock lock(&mutex_);
    stream = stream_;
  }
  if (stream) stream->Reset(http2::kCancel);
}

bool StreamCall::ended() {
  absl::MutexLock lock(&mutex_);
  return ended_;
}

void StreamCall::OnHead(http2::Fields head, bool last) {
  // A head that nothing follows is all there is: the status, and what else comes at the end.
  if (last) {
    trailing_ = std::move(head);
    return;
  }
  leading_ = std::move(head);
  std::exchange(started_, nullptr)(*this);
}

void StreamCall::OnData(std::string_view bytes) {
  {
    absl::MutexLock lock(&mutex_);
    frames_.Add(bytes);
    ahead_ += bytes.size();
  }
  Deliver();
}

void StreamCall::OnEnd(http2::Fields trailers) {
  if (!trailers.empty()) trailing_ = std::move(trailers);
  Finish(rpc::StatusIn(trailing_.empty() ? leading_ : trailing_));
}

void StreamCall::OnGone(http2::End end, uint32_t code) {
  if (end == http2::End::kRefused) arrived_ = false;
  Finish(rpc::StatusOfLoss(end, code));
  absl::MutexLock lock(&mutex_);
  stream_ = nullptr;
}

void StreamCall::Finish(grpc::Status status) {
  {
    absl::MutexLock lock(&mutex_);
    if (std::exchange(ended_, true)) return;
    status_ = std::move(status);
  }
  if (started_) std::exchange(started_, nullptr)(*this);
  Deliver();
}

void StreamCall::Deliver() {
  Take take;
  std::optional<std::string> message;
  {
    absl::MutexLock lock(&mutex_);
    if (!take_) return;
    std::string_view bytes;
    if (frames_.Next(&bytes).value_or(false)) message.emplace(bytes);
    if (!message && !ended_) return TakeMore();
    take = std::exchange(take_, nullptr);
  }
  take(std::move(message));
}

void StreamCall::TakeMore() {
  if (ahead_ > 0 && stream_) stream_->Consume(std::exchange(ahead_, 0));
}

}  // namespace ocop::gateway
