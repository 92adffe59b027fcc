// Stands between a test's clients and its database, and can fall silent as a network does that drops everything: the
// connections stay open and nothing comes.
#pragma once

#include <map>
#include <string>
#include <thread>

#include "absl/synchronization/mutex.h"

namespace ocop::testing {

class DatabaseProxy {
 public:
  // `url`: of a server with a Unix socket, as tests/run starts it.
  explicit DatabaseProxy(const std::string& url);
  ~DatabaseProxy();
  DatabaseProxy(const DatabaseProxy&) = delete;
  DatabaseProxy& operator=(const DatabaseProxy&) = delete;

  // The same database through this.
  const std::string& url() const { return url_; }

  // Nothing is passed on from here until Speak, which passes on what has come meanwhile.
  void FallSilent();
  void Speak();

 private:
  void Work();
  void Wake() const;
  void Accept() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void PassOn(int from) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  std::string server_path_;
  std::string url_;
  int listener_ = -1;
  int wake_[2] = {-1, -1};
  absl::Mutex mutex_;
  bool silent_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // From each socket to the one that gets what is read from it.
  std::map<int, int> ways_ ABSL_GUARDED_BY(mutex_);
  std::thread worker_;
};

}  // namespace ocop::testing
