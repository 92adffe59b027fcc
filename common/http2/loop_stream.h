// A stream that belongs to a loop: what is asked of it elsewhere is done there. Includes Boost: for this folder alone.
#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include "common/http2/loop.h"
#include "common/http2/socket.h"
#include "common/http2/stream.h"

namespace ocop::http2 {

class LoopStream : public Stream, public std::enable_shared_from_this<LoopStream> {
 public:
  LoopStream(Loop& loop, std::shared_ptr<Receiver> receiver) : loop_(loop), receiver_(std::move(receiver)) {}

  void Send(Part part) final {
    Do([this, part = std::move(part)]() mutable { DoSend(std::move(part)); });
  }
  void Consume(size_t bytes) final {
    Do([this, bytes] { DoConsume(bytes); });
  }
  void Reset(uint32_t code) final {
    Do([this, code] { DoReset(code, End::kGivenUp); });
  }
  void SetDeadline(absl::Time deadline) final;

  Loop& loop() { return loop_; }

 protected:
  // All on the loop; nothing but these once the receiver has been told the end.
  virtual void DoSend(Part part) = 0;
  virtual void DoConsume(size_t bytes) = 0;
  // The receiver is told `end`.
  virtual void DoReset(uint32_t code, End end) = 0;

  // Null before there is one, and when the stream is over.
  Receiver* receiver() { return receiver_.get(); }
  void SetReceiver(std::shared_ptr<Receiver> receiver) { receiver_ = std::move(receiver); }
  bool over() const { return over_; }
  // Tells the receiver, which is then let go of.
  void Gone(End end, uint32_t code);

 private:
  // At once on the loop, unless it was asked for something elsewhere that is not done yet.
  template <class Task>
  void Do(Task task) {
    if (over_) return;
    if (loop_.IsThisThread() && waiting_.load(std::memory_order_acquire) == 0) return task();
    waiting_.fetch_add(1, std::memory_order_relaxed);
    loop_.Post([self = shared_from_this(), task = std::move(task)]() mutable {
      self->waiting_.fetch_sub(1, std::memory_order_release);
      if (!self->over_) task();
    });
  }

  Loop& loop_;
  std::shared_ptr<Receiver> receiver_;
  std::atomic<int> waiting_ = 0;
  // Set on the loop.
  std::atomic<bool> over_ = false;
  std::unique_ptr<Timer> deadline_;
  bool late_ = false;
};

}  // namespace ocop::http2
