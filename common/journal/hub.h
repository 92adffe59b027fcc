// Feeds every Watch stream of a service.
//
// A stream is a position. When something may have been committed the hub reads what lies after the position and writes
// it; the next reading waits for that write, so that a slow reader holds nothing but its place. NOTIFY wakes the hub; a
// slow poll is the safety net. Life of a change: append.h → commit → NOTIFY → hub → reader.h → stream.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "common/database/workers.h"
#include "common/journal/reader.h"
#include "common/rpc/stream.h"

namespace ocop::journal {

// Gives the current state of every resource, name and message, in one snapshot transaction.
using Take = std::function<absl::Status(const std::string& name, const google::protobuf::Message& resource)>;
using Snapshot = std::function<absl::Status(database::Transaction&, const Take& take)>;

class Watcher;

class Hub {
 public:
  struct Options {
    std::string database_url;
    std::string schema;
    Snapshot snapshot;
    // Streams that are read for at the same time.
    int threads = 2;
    // Streams that may be sent their opening snapshot at the same time. Each keeps a connection busy for as long as its
    // reader takes, so they have threads of their own and hold up nobody's changes.
    int snapshot_threads = 4;
    // How often a reader is told where it stands while nothing changes.
    absl::Duration bookmark_interval = absl::Seconds(1);
    // A reader that takes no response for so long is cut off.
    absl::Duration longest_write = absl::Seconds(30);
    // So is one that has kept a connection waiting for so long altogether while others wait for theirs: with a response
    // now and then, a few could keep everybody else out.
    absl::Duration longest_wait = absl::Seconds(30);
  };

  explicit Hub(Options options);
  // Ends every stream with UNAVAILABLE.
  ~Hub();

  // Serves a Watch stream until it ends.
  void Watch(std::shared_ptr<rpc::Stream> stream);

  // Serves a DownloadState stream until it ends.
  void Download(std::shared_ptr<rpc::Stream> stream);

  // Calls `woken` when something may have been committed, and now and then when nothing was; it must not wait. One
  // follower beside the streams; nullptr ends it, and no call is under way any more on return.
  void OnWake(std::function<void()> woken);

  // Readers that wait for a connection to be sent a state.
  size_t waiting_for_state() const { return snapshot_workers_.queue_length(); }

  // Ends every stream with UNAVAILABLE; for draining.
  void EndStreams();

 private:
  friend class StateSender;
  friend class Watcher;

  absl::Status SendState(database::Session& session, rpc::Stream& stream);
  void Listen();
  void Wake();
  void Remove(const Watcher* watcher);

  const Options options_;
  const Reader reader_;
  absl::Mutex mutex_;
  std::vector<std::shared_ptr<Watcher>> watchers_ ABSL_GUARDED_BY(mutex_);
  std::function<void()> woken_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::atomic<bool> held_back_ = false;
  // Last, so that they end first: what they run uses all of the above.
  database::Workers workers_;
  database::Workers snapshot_workers_;
  std::thread listener_;
};

}  // namespace ocop::journal
