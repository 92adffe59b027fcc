#include "common/database/workers.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace ocop::database {
namespace {

constexpr absl::Duration kRetryAfter = absl::Milliseconds(200);

}  // namespace

absl::Status QueueFull(const std::string& queue) {
  return status::RetryAfter(status::WithReason(absl::ResourceExhaustedError(absl::StrCat(
                                                   "too many requests wait for the database (", queue, "); try again")),
                                               "QUEUE_FULL", {{"queue", queue}}),
                            kRetryAfter);
}

Workers::Workers(const std::string& url, const std::string& name, int threads, size_t longest_queue)
    : longest_queue_(longest_queue) {
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this, url, name] {
      Session session(url, name);
      Work(session);
    });
  }
}

Workers::~Workers() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
  for (Job& job : queue_) job(nullptr);
}

absl::Status Workers::Submit(Job job) {
  absl::MutexLock lock(&mutex_);
  if (stopping_) return absl::UnavailableError("the server stops");
  if (queue_.size() >= longest_queue_) return QueueFull("reads");
  queue_.push_back(std::move(job));
  return absl::OkStatus();
}

size_t Workers::queue_length() const {
  absl::MutexLock lock(&mutex_);
  return queue_.size();
}

void Workers::Work(Session& session) {
  while (true) {
    Job job;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &Workers::Wakes));
      if (stopping_) return;
      job = std::move(queue_.front());
      queue_.pop_front();
    }
    ++busy_;
    job(&session);
    --busy_;
  }
}

}  // namespace ocop::database
