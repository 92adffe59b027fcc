#include "common/rpc/workers.h"

#include <utility>

#include "common/status/status.h"

namespace ocop::rpc {
namespace {

constexpr size_t kMostWaiting = 1000;

}  // namespace

Workers::Workers() {
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
    threads_.emplace_back([this] { Work(); });
  }
}

Workers::~Workers() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
}

absl::Status Workers::Run(absl::AnyInvocable<void()> task) {
  absl::MutexLock lock(&mutex_);
  if (waiting_.size() >= kMostWaiting) {
    return status::WithReason(absl::ResourceExhaustedError("too many other long calls wait; try again"), "QUEUE_FULL");
  }
  waiting_.push_back(std::move(task));
  return absl::OkStatus();
}

void Workers::Work() {
  while (true) {
    absl::AnyInvocable<void()> task;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &Workers::Wakes));
      if (stopping_) return;
      task = std::move(waiting_.front());
      waiting_.pop_front();
    }
    task();
  }
}

}  // namespace ocop::rpc
