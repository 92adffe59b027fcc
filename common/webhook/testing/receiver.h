// Somebody who receives webhooks: a real HTTP server on 127.0.0.1.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "ocop/journal/v1/webhook_service.pb.h"

namespace ocop::webhook {

// How long tests wait for what must come.
inline constexpr absl::Duration kPatience = absl::Seconds(30);

// One post, as it came.
struct Received {
  // By their names in lower case.
  std::map<std::string, std::string> headers;
  std::string body;

  // The body, read by protobuf's own reader of JSON.
  ocop::journal::v1::WebhookMessage message() const;
  std::string id() const { return headers.at("webhook-id"); }
};

class Receiver {
 public:
  // The status that a post is answered with, or 0: the connection is closed without an answer. May take its time; the
  // receiver is not destroyed before it returns.
  using Answer = std::function<int(const Received&)>;

  // With a folder that holds `cert.pem` and `key.pem`, by TLS.
  explicit Receiver(
      Answer answer = [](const Received&) { return 200; }, const std::string& tls_folder = "");
  ~Receiver();

  std::string uri() const;
  // What the head of a redirect says.
  void set_location(const std::string& location) { location_ = location; }

  // Waits until that many posts were answered; a failure of the test when that takes longer than 30 seconds.
  std::vector<Received> Await(size_t count) const;
  // Waits until that many entries came in posts that were taken, then all of them, in the order in which they came.
  std::vector<ocop::journal::v1::JournalEntry> AwaitEntries(size_t count) const;
  std::vector<Received> posts() const;

 private:
  struct Server;
  int Take(const Received& received);

  const Answer answer_;
  std::string location_;
  mutable absl::Mutex mutex_;
  std::vector<Received> posts_ ABSL_GUARDED_BY(mutex_);
  std::vector<ocop::journal::v1::JournalEntry> entries_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<Server> server_;
};

}  // namespace ocop::webhook
