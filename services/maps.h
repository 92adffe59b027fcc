// The maps of provinces, as the registry has them.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/rpc/call.h"
#include "services/atlas.h"
#include "services/peer.h"

namespace ocop {

// Each map is kept for a minute: units change a few times in ten years. Thread safe.
class Maps : public std::enable_shared_from_this<Maps> {
 public:
  using Map = std::shared_ptr<const Atlas>;
  using Then = std::function<void(absl::StatusOr<Map>)>;

  // `service` asks.
  Maps(std::string service, Peer registry) : service_(std::move(service)), registry_(std::move(registry)) {}

  // Gives the units of `provinces/82` to `then`, once, here or later from a gRPC thread; UNAVAILABLE
  // `PEER_UNAVAILABLE`.
  void Get(const rpc::Call& call, const std::string& province, Then then);

 private:
  struct Kept {
    Map map;
    absl::Time until;
  };

  void Read(const rpc::Call& call, const std::string& province, Then then);
  void Keep(const std::string& province, Kept kept);

  const std::string service_;
  const Peer registry_;
  absl::Mutex mutex_;
  std::map<std::string, Kept> kept_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ocop
