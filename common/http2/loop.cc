#include "common/http2/loop.h"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "absl/synchronization/notification.h"

namespace ocop::http2 {
namespace {

namespace asio = boost::asio;

constexpr size_t kReadAtOnce = 64 << 10;
constexpr size_t kFewest = 2;

thread_local const Loop* this_threads = nullptr;

}  // namespace

struct Loop::Work {
  asio::executor_work_guard<asio::io_context::executor_type> guard;
};

Loop::Loop()
    : io_(std::make_unique<asio::io_context>(1)),
      work_(new Work{asio::make_work_guard(*io_)}),
      read_buffer_(kReadAtOnce, '\0'),
      thread_([this] { Run(); }) {}

Loop::~Loop() {
  Stop();
}

void Loop::Run() {
  this_threads = this;
  io_->run();
}

void Loop::Stop() {
  io_->stop();
  if (thread_.joinable()) thread_.join();
}

bool Loop::IsThisThread() const {
  return this_threads == this;
}

void Loop::Post(absl::AnyInvocable<void()> task) {
  asio::post(*io_, std::move(task));
}

Loops::Loops() {
  const size_t count = std::max<size_t>(std::thread::hardware_concurrency(), kFewest);
  for (size_t i = 0; i < count; ++i) loops_.push_back(std::make_unique<Loop>());
}

Loops::~Loops() {
  Settle();  // such as closing what is open
  // All before any is destroyed: what is left on one may hold what is on another.
  for (const auto& loop : loops_) loop->Stop();
}

Loop& Loops::Next() {
  return *loops_[next_++ % loops_.size()];
}

Loop& Loops::Here() {
  for (const auto& loop : loops_) {
    if (loop->IsThisThread()) return *loop;
  }
  return Next();
}

void Loops::Settle() {
  for (const auto& loop : loops_) {
    absl::Notification done;
    loop->Post([&done] { done.Notify(); });
    done.WaitForNotification();
  }
}

size_t Loops::IndexOf(const Loop& loop) const {
  size_t i = 0;
  while (loops_[i].get() != &loop) ++i;
  return i;
}

}  // namespace ocop::http2
