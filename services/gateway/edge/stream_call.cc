#include "services/gateway/edge/stream_call.h"

#include <utility>

#include "services/gateway/edge/buffer.h"

namespace ocop::gateway {

StreamCall::StreamCall(const std::string& message) : request_(BufferOf(message)) {}

void StreamCall::Start(const std::shared_ptr<grpc::GenericStub>& backend, const std::string& path,
                       std::function<void()> started) {
  self_ = shared_from_this();
  backend_ = backend;
  started_ = std::move(started);
  backend_->PrepareBidiStreamingCall(&context_, path, {}, this);
  AddHold();  // until the last message has been read: nothing may be asked of a call that is done
  StartWriteLast(&request_, {});
  StartCall();
}

void StreamCall::Next(Take take) {
  {
    absl::MutexLock lock(&mutex_);
    if (!done_) take_ = std::exchange(take, nullptr);
  }
  if (take) return take(nullptr);
  Read();
}

void StreamCall::Abandon() {
  context_.TryCancel();
  {
    absl::MutexLock lock(&mutex_);
    abandoned_ = true;
  }
  Read();  // it is by reading that the end is learnt
}

bool StreamCall::ended() {
  absl::MutexLock lock(&mutex_);
  return done_;
}

void StreamCall::Read() {
  {
    absl::MutexLock lock(&mutex_);
    if (reading_ || closed_) return;
    reading_ = true;
  }
  StartRead(&message_);
}

void StreamCall::OnReadInitialMetadataDone(bool) {
  std::exchange(started_, nullptr)();
}

void StreamCall::OnReadDone(bool ok) {
  Take take;
  bool abandoned = false;
  grpc::ByteBuffer message;
  {
    absl::MutexLock lock(&mutex_);
    message.Swap(&message_);
    reading_ = false;
    closed_ = !ok;
    abandoned = abandoned_;
    if (ok) take = std::exchange(take_, nullptr);
  }
  if (!ok) return RemoveHold();
  if (take) return take(&message);
  if (abandoned) Read();
}

void StreamCall::OnDone(const grpc::Status& status) {
  status_ = status;
  Take take;
  {
    absl::MutexLock lock(&mutex_);
    done_ = true;
    take = std::exchange(take_, nullptr);
  }
  if (take) take(nullptr);
  self_.reset();
}

}  // namespace ocop::gateway
