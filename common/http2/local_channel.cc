#include "common/http2/local_channel.h"

#include "common/http2/loop_stream.h"

namespace ocop::http2 {
namespace {

// So many bytes go to a receiver that takes none, as over a connection.
constexpr size_t kWindow = 256 << 10;

// One end: what is sent here is received at the other.
class LocalStream final : public LoopStream {
 public:
  LocalStream(Loop& loop, std::shared_ptr<Receiver> receiver, bool asks)
      : LoopStream(loop, std::move(receiver)), asks_(asks) {}

  // Before anything is sent.
  static void Pair(const std::shared_ptr<LocalStream>& asking, const std::shared_ptr<LocalStream>& answering) {
    asking->peer_ = answering;
    answering->peer_ = asking;
  }
  using LoopStream::SetReceiver;

 private:
  // An answer comes after what it answers has returned, as it would over a socket.
  void DoSend(Part part) override {
    if (std::exchange(done_, done_ || part.last || part.trailers)) return;
    auto deliver = [self = std::static_pointer_cast<LocalStream>(shared_from_this()),
                    part = std::move(part)]() mutable { self->Deliver(std::move(part)); };
    if (asks_) {
      deliver();
    } else {
      loop().Post(std::move(deliver));
    }
  }

  void Deliver(Part part) {
    const std::shared_ptr<LocalStream> peer = peer_;
    if (!peer) return;
    tell_ |= part.tell;
    underway_ += part.data.size();
    const bool last = part.last || part.trailers;
    peer->Take(std::move(part), last);
    if (last && !asks_) return EndBoth(End::kComplete, End::kComplete, kNoError);
    Tell();
  }

  void Tell() {
    if (!tell_ || underway_ >= kWindow || receiver() == nullptr) return;
    tell_ = false;
    receiver()->OnSent();
  }

  void Take(Part part, bool last) {
    if (part.head && receiver() != nullptr) {
      receiver()->OnHead(*std::move(part.head), last && part.data.empty() && !part.trailers);
    }
    if (!part.data.empty() && receiver() != nullptr) receiver()->OnData(part.data);
    if (last && receiver() != nullptr) receiver()->OnEnd(part.trailers ? *std::move(part.trailers) : Fields());
  }

  // Who takes may hold a lock.
  void DoConsume(size_t bytes) override {
    const std::shared_ptr<LocalStream> peer = peer_;
    if (!peer) return;
    peer->underway_ -= bytes;
    if (peer->tell_) loop().Post([peer] { peer->Tell(); });
  }
  void DoReset(uint32_t code, End end) override { EndBoth(end, End::kReset, code); }

  void EndBoth(End own, End others, uint32_t code) {
    const auto self = shared_from_this();
    const std::shared_ptr<LocalStream> peer = std::exchange(peer_, nullptr);
    if (!peer) return;
    peer->peer_ = nullptr;
    peer->Gone(others, code);
    Gone(own, code);
  }

  const bool asks_;
  std::shared_ptr<LocalStream> peer_;
  bool done_ = false;
  // Bytes that the other end has not taken.
  size_t underway_ = 0;
  bool tell_ = false;
};

}  // namespace

LocalChannel::LocalChannel(std::shared_ptr<Loops> loops, Accept accept)
    : loops_(std::move(loops)), accept_(std::move(accept)) {}

std::shared_ptr<Stream> LocalChannel::Open(Head head, std::shared_ptr<Receiver> receiver) {
  Loop& loop = loops_->Here();
  auto asking = std::make_shared<LocalStream>(loop, std::move(receiver), true);
  auto answering = std::make_shared<LocalStream>(loop, nullptr, false);
  LocalStream::Pair(asking, answering);
  auto begin = [answering, head = std::move(head), accept = accept_]() mutable {
    auto taken = accept(std::move(head), answering);
    if (taken == nullptr) return answering->Reset(kRefusedStream);
    answering->SetReceiver(std::move(taken));
  };
  if (loop.IsThisThread()) {
    begin();
  } else {
    loop.Post(std::move(begin));
  }
  return asking;
}

}  // namespace ocop::http2
