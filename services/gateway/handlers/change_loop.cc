#include "services/gateway/handlers/change_loop.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace ocop::gateway {
namespace {

// A new task, the end of the process and the passing of time are noticed within this.
constexpr absl::Duration kLongestWait = absl::Milliseconds(20);
constexpr absl::Duration kTick = absl::Seconds(1);

}  // namespace

ChangeLoop::ChangeLoop(Projection& projection, const clock::Clock& clock)
    : projection_(projection), clock_(clock), thread_([this] { Run(); }) {}

ChangeLoop::~ChangeLoop() {
  Stop();
}

void ChangeLoop::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void ChangeLoop::Add(Task task) {
  {
    absl::MutexLock lock(&mutex_);
    if (!stopping_) return added_.push_back(std::move(task));
  }
  task(absl::InfiniteFuture());
}

void ChangeLoop::Run() {
  std::vector<Task> tasks;
  uint64_t seen = 0;
  absl::Time last_run = absl::InfinitePast();
  bool stopping = false;
  while (!stopping) {
    const bool recounting = projection_.RecountSome();
    const uint64_t version = projection_.WaitForChange(seen, recounting ? absl::ZeroDuration() : kLongestWait);
    std::vector<Task> added;
    {
      absl::MutexLock lock(&mutex_);
      added.swap(added_);
      stopping = stopping_;
    }
    const absl::Time now = clock_.Now();
    if (version == seen && added.empty() && now - last_run < kTick && !stopping) continue;
    seen = version;
    last_run = now;
    std::move(added.begin(), added.end(), std::back_inserter(tasks));
    std::erase_if(tasks, [&](const Task& task) { return !task(stopping ? absl::InfiniteFuture() : now); });
  }
}

}  // namespace ocop::gateway
