// One Watch stream.
#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include "absl/synchronization/mutex.h"
#include "common/journal/hub.h"

namespace ocop::journal {

// Sends the responses of one state, and waits until each has left. RESOURCE_EXHAUSTED `SLOW_READER` when one takes
// longer than the hub's `longest_write`, or all together longer than `longest_wait` while others wait for the
// connection.
class StateSender {
 public:
  StateSender(const Hub& hub, rpc::Stream& stream) : hub_(hub), stream_(stream) {}
  absl::Status Send(const google::protobuf::Message& response);

 private:
  const Hub& hub_;
  rpc::Stream& stream_;
  absl::Duration waited_;
};

class Watcher : public std::enable_shared_from_this<Watcher> {
 public:
  Watcher(Hub& hub, std::shared_ptr<rpc::Stream> stream) : hub_(hub), stream_(std::move(stream)) {}

  // Begins at the request's token, or with a snapshot.
  void Start();

  // Something may have been committed.
  void Wake();

  // Ends the stream, and the watcher leaves the hub.
  void End(const absl::Status& status);

  // Ends the stream when its reader has not taken a response for too long.
  void EndIfSlow(absl::Time now);

 private:
  absl::Status Begin(database::Session& session, const std::string& token);
  absl::Status SendSnapshot(database::Session& session);
  void Submit(database::Workers& workers, std::function<absl::Status(database::Session&)> job);
  absl::Status Pump(database::Session& session);
  void TakeTime(const Batch& batch);
  void Send(const ocop::journal::v1::WatchResponse& response);
  // Reads again, now or when woken.
  void Next();

  Hub& hub_;
  const std::shared_ptr<rpc::Stream> stream_;
  // Used by one job at a time.
  ResumeToken token_;
  // Everything committed before has been sent, or is being sent now.
  std::optional<absl::Time> read_time_;
  // While entries are held back: a look whose time will be that, once all that was committed by then may be read.
  std::optional<Look> awaited_;
  absl::Time last_sent_ = absl::InfinitePast();

  absl::Mutex mutex_;
  bool idle_ ABSL_GUARDED_BY(mutex_) = false;
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Time sending_since_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
};

}  // namespace ocop::journal
