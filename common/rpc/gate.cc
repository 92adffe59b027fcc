#include "common/rpc/gate.h"

#include "common/status/status.h"

namespace ocop::rpc {

Gate::Pass Gate::Enter() {
  absl::MutexLock lock(&mutex_);
  if (closed_) return nullptr;
  ++inside_;
  return Pass(this);
}

absl::Status Gate::Closed() {
  return status::WithReason(absl::UnavailableError("this server drains; another one will answer"), "SERVER_DRAINING");
}

void Gate::Close() {
  absl::MutexLock lock(&mutex_);
  closed_ = true;
}

void Gate::AwaitEmpty(absl::Time deadline) {
  absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithDeadline(absl::Condition(this, &Gate::Empty), deadline);
}

void Gate::Left() {
  absl::MutexLock lock(&mutex_);
  --inside_;
}

}  // namespace ocop::rpc
