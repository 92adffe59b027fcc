// Follows the journal of one service into the projection, for as long as it lives.
//
// A stream that is cut is taken up again where it ended; pauses between attempts grow, and are never the same for two
// gateways, so that a service that comes back is not met by all at once. A stream begins from nothing at start, when
// the database behind the service is another one, and when a snapshot was cut.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/rpc/client.h"
#include "services/gateway/projection/projection.h"

namespace ocop::gateway {

class Follower {
 public:
  struct Options {
    // Pause after the first failure, and the longest.
    absl::Duration shortest_pause = absl::Milliseconds(100);
    absl::Duration longest_pause = absl::Seconds(5);
    // A journal sends a bookmark each second; one that is silent for so long is taken for dead.
    absl::Duration longest_silence = absl::Seconds(15);
    // Numbers in [0, 1) by chance.
    std::function<double()> chance = [] { return 0.5; };
    // Told of each response with an entry that could not be read: the figures lack it.
    std::function<void()> left_out = [] {};
  };

  // Begins at once, where the projection has read to. `projection` must outlive this.
  Follower(Projection& projection, Service service, rpc::Client client, Options options);

  // Ends the stream and waits for it.
  ~Follower();
  Follower(const Follower&) = delete;

 private:
  void Run();
  // One stream, until it ends. Answers whether anything came.
  bool FollowOnce();
  void Receive(const journal::v1::WatchResponse& response);
  // Waits until the stream has ended; ends it when the follower stops or nothing comes any more.
  void WaitForEnd(rpc::Subscription& stream);
  void Report(const absl::Status& ended) const;

  Projection& projection_;
  const Service service_;
  const rpc::Client client_;
  const Options options_;

  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::string token_ ABSL_GUARDED_BY(mutex_);
  // Of the current stream.
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status outcome_ ABSL_GUARDED_BY(mutex_);
  int64_t received_ ABSL_GUARDED_BY(mutex_) = 0;
  bool applying_ ABSL_GUARDED_BY(mutex_) = false;

  std::thread thread_;
};

}  // namespace ocop::gateway
