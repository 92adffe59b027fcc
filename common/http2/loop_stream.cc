#include "common/http2/loop_stream.h"

#include "absl/time/clock.h"

namespace ocop::http2 {

// How long the end of a stream may be on its way that lasted until its deadline.
constexpr absl::Duration kLastWords = absl::Seconds(5);

void LoopStream::SetDeadline(absl::Time deadline) {
  Do([this, deadline] {
    if (deadline == absl::InfiniteFuture()) {
      deadline_.reset();
      return;
    }
    deadline_ = std::make_unique<Timer>(loop_.io().get_executor(), absl::ToChronoNanoseconds(deadline - absl::Now()));
    deadline_->async_wait([weak = weak_from_this()](boost::system::error_code cancelled) {
      const auto self = weak.lock();
      if (cancelled || !self || self->over_) return;
      const std::shared_ptr<Receiver> receiver = self->receiver_;
      if (!receiver || std::exchange(self->late_, true) || !receiver->OnDeadline()) {
        return self->DoReset(kCancel, End::kDeadline);
      }
      // What ends it may not get out to one who takes nothing.
      self->SetDeadline(absl::Now() + kLastWords);
    });
  });
}

void LoopStream::Gone(End end, uint32_t code) {
  over_ = true;
  deadline_.reset();
  if (const auto receiver = std::move(receiver_)) receiver->OnGone(end, code);
}

}  // namespace ocop::http2
