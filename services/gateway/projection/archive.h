// Pictures of earlier moments of knowledge, made again from the journals.
//
// A picture costs a replay of one province: the last entry by then of each of its resources, from all four services.
// The last few are kept, since a question about the past seldom comes alone; whoever asks for one that is being made
// waits for it with the others.
#pragma once

#include <array>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/rpc/client.h"
#include "services/gateway/projection/projection.h"

namespace ocop::gateway {

// Which moment, checked: a time, or the positions of services; one without a position had not been read.
struct Moment {
  absl::Time time;
  std::array<std::string, kServiceCount> positions;
  bool by_time = false;

  // INVALID_ARGUMENT with violations under `field`; OUT_OF_RANGE `NOT_YET_KNOWN` for a time after `now`.
  static absl::StatusOr<Moment> Read(const indicators::v1::KnownAt& known_at, absl::Time now, const std::string& field);
};

struct PastPicture {
  explicit PastPicture(const Definitions& definitions) : figures(definitions) {}

  Figures figures;
  Sources sources;
  std::array<bool, kServiceCount> read = {};
  // No service was down that was to be asked.
  bool whole = true;
};

class Archive {
 public:
  using Done = std::function<void(absl::StatusOr<std::shared_ptr<const PastPicture>>)>;

  // How many pictures are kept, and how many may wait to be made.
  static constexpr size_t kKept = 4;
  static constexpr size_t kMostWaiting = 32;

  // `clients` of the services, in the order of Service.
  Archive(Definitions definitions, std::vector<rpc::Client> clients, const clock::Clock& clock);
  ~Archive();
  Archive(const Archive&) = delete;

  // The picture of `province` (`provinces/82`) at the moment. `done` is called once, on this thread when the picture is
  // there, otherwise on the archive's. A service that is down is told so in `sources`, the rest is there; such a
  // picture is not kept. Errors are those of DownloadState; UNAVAILABLE `SOURCE_UNAVAILABLE` without the registry,
  // whose map everything lies on; RESOURCE_EXHAUSTED `QUEUE_FULL`. What nobody waits for any more is not made:
  // DEADLINE_EXCEEDED.
  void Get(const std::string& province, const Moment& moment, absl::Time deadline, Done done);

  // Makes no more: those that wait, and those that ask from now on, get UNAVAILABLE.
  void Stop();

 private:
  struct Job {
    std::string province;
    Moment moment;
    absl::Time deadline;  // The last of those who wait.
    std::vector<Done> waiting;
  };

  void Run();
  bool stopping() const;
  // What is under way, so that Stop need not wait for a silent service; null: nothing.
  void SetCurrent(std::shared_ptr<rpc::Subscription> stream) const;
  absl::StatusOr<std::shared_ptr<const PastPicture>> Make(const std::string& province, const Moment& moment) const;
  // Tells position and time in the service's source.
  absl::Status TakeState(Service service, const std::string& province, const Moment& moment,
                         PastPicture& picture) const;

  const Definitions definitions_;
  const std::vector<rpc::Client> clients_;
  const clock::Clock& clock_;

  mutable absl::Mutex mutex_;
  std::map<std::string, Job> jobs_ ABSL_GUARDED_BY(mutex_);  // By key, the one being made too.
  std::list<std::string> queue_ ABSL_GUARDED_BY(mutex_);
  // Last used first.
  std::list<std::pair<std::string, std::shared_ptr<const PastPicture>>> kept_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  mutable std::shared_ptr<rpc::Subscription> current_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace ocop::gateway
