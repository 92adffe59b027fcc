// Another program, run by a test: started, read, told to stop, killed.
#pragma once

#include <sys/types.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace ocop::testing {

// Lives from construction to Kill or Stop; what is still alive at destruction, or when the test itself ends, is killed.
class ChildProcess {
 public:
  // Aborts the test when `program` cannot be run.
  ChildProcess(const std::string& program, const std::vector<std::string>& arguments);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // The first line of its stderr that contains `text`, waited for. Empty when the process ended or `timeout` passed
  // before there was one.
  std::string AwaitLine(const std::string& text, absl::Duration timeout = absl::Seconds(30)) const;

  // What it wrote to stderr so far.
  std::string log() const;
  pid_t pid() const { return pid_; }

  // SIGKILL: nothing is flushed, closed or said.
  void Kill();
  // SIGTERM; returns the status that waitpid reports once the process has ended.
  int Stop();

 private:
  int End(int signal);
  void ReadLog(int pipe);

  pid_t pid_ = -1;
  mutable absl::Mutex mutex_;
  std::string log_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread reader_;
};

}  // namespace ocop::testing
