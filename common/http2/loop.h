// Threads that wait for sockets and timers. A connection belongs to one of them, which alone touches it: nothing of it
// needs a lock, and a call that one thread can carry out wakes no other.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/functional/any_invocable.h"

namespace boost::asio {
class io_context;
}

namespace ocop::http2 {

class Loop {
 public:
  Loop();
  ~Loop();

  boost::asio::io_context& io() { return *io_; }
  bool IsThisThread() const;
  // Runs `task` on the thread, after what was posted before it.
  void Post(absl::AnyInvocable<void()> task);
  // Where the thread reads into before it looks at it, and gathers what it writes.
  std::string& read_buffer() { return read_buffer_; }
  std::string& write_buffer() { return write_buffer_; }

 private:
  friend class Loops;
  void Run();
  // Returns when the thread has ended.
  void Stop();

  struct Work;
  const std::unique_ptr<boost::asio::io_context> io_;
  std::unique_ptr<Work> work_;
  std::string read_buffer_;
  std::string write_buffer_;
  std::thread thread_;
};

class Loops {
 public:
  // One a processor, and two at least: a long answer must not hold up everyone.
  Loops();
  // Ends the threads, and with them what is still open on them. Not by one of them.
  ~Loops();

  size_t size() const { return loops_.size(); }
  Loop& operator[](size_t i) { return *loops_[i]; }
  // Each in turn.
  Loop& Next();
  // The one whose thread this is, or the next.
  Loop& Here();
  size_t IndexOf(const Loop& loop) const;
  // Returns when all that was posted before is done. Not on one of them.
  void Settle();

 private:
  std::vector<std::unique_ptr<Loop>> loops_;
  std::atomic<size_t> next_ = 0;
};

}  // namespace ocop::http2
