// grpc.health.v1: whether the server and each of its services can work.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "common/http2/stream.h"
#include "common/rpc/gate.h"
#include "common/rpc/stream.h"
#include "common/rpc/telemetry.h"

namespace ocop::rpc {

// Thread safe once the services have been added. Nothing serves until it is told.
class Health {
 public:
  Health();
  ~Health();

  void Add(const std::string& service);
  http2::Table Calls(Telemetry& telemetry);

  void Set(bool serving);
  // Nothing serves any more; those who watch are told, and let go.
  void End();

 private:
  struct Watcher;
  void Watch(std::shared_ptr<Stream> stream);
  void Tell(const std::shared_ptr<Watcher>& watcher);
  void ForgetGone() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // Whoever asks is answered also while the server drains.
  Gate open_;
  std::set<std::string> known_;  // the services, and "" for the server
  absl::Mutex mutex_;
  bool serving_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  std::list<std::shared_ptr<Watcher>> watchers_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ocop::rpc
