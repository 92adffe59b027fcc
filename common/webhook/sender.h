// Posts by HTTP: libcurl on a thread of its own, any number at once, so that a slow receiver holds up nobody else.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/webhook/address.h"

namespace ocop::webhook {

struct Post {
  std::string uri;
  // `name: value`.
  std::vector<std::string> headers;
  std::string body;
  // From now to the end of the answer.
  absl::Duration timeout;
};

struct Outcome {
  // 0 when no answer came.
  int http_status = 0;
  // Why the post does not count as taken; empty when it does.
  std::string error;
  absl::Time begin;
  absl::Duration duration;
};

class Sender {
 public:
  struct Options {
    Addresses addresses;
    bool allow_http = false;
    // Certificates to trust in place of the system's.
    std::string ca_file;
  };
  // Called once, from the sender's thread.
  using Done = std::function<void(const Outcome&)>;

  explicit Sender(Options options);
  ~Sender();

  // Follows no redirect, asks no proxy, reads no more of an answer than its head and a little.
  void Send(Post post, Done done);

  // Ends what is under way, and whatever comes, with an error.
  void Stop();

 private:
  struct Transfer;

  void Work();
  // What has come since, or nothing once stopped.
  std::vector<std::unique_ptr<Transfer>> TakeNew(bool& stopping);
  void Prepare(Transfer& transfer) const;

  const Options options_;
  void* const multi_;  // CURLM
  absl::Mutex mutex_;
  std::vector<std::unique_ptr<Transfer>> new_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace ocop::webhook
