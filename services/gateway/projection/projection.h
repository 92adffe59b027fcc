// The gateway's picture of all services, read by many threads while the journals bring it forward.
//
// Readers see the state after a whole response of a journal, never the middle of one; as a transaction's entries stand
// in one response, they never see half of it.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "ocop/indicators/v1/indicator_service.pb.h"
#include "ocop/journal/v1/journal_service.pb.h"
#include "services/gateway/projection/figures.h"

namespace ocop::gateway {

inline constexpr std::array<Service, kServiceCount> kAllServices = {Service::kRegistry, Service::kEvaluation,
                                                                    Service::kSalesPoints, Service::kTraining};

// `registry`, `evaluation`, `salespoints`, `training`.
std::string NameOf(Service service);

class Projection {
 public:
  explicit Projection(Definitions definitions);

  // The stream of `service` starts over: all its current resources follow, up to a response with `synced`.
  void BeginSnapshot(Service service);

  // Takes in one response. An entry that cannot be read is left out and told about; the others count.
  absl::Status Apply(Service service, const journal::v1::WatchResponse& response);

  // The service cannot be reached, or is again; figures stand where they are until something arrives.
  void SetDown(Service service);

  // Holds the state still while it lives, so keep it for one answer.
  class Reading {
   public:
    explicit Reading(const Projection& projection) : projection_(projection), lock_(&projection.mutex_) {}

    // Whether every service has been read once; until then figures mean nothing.
    bool ready() const { return projection_.Ready(); }
    const Figures& figures() const { return projection_.figures_; }
    const std::array<indicators::v1::Source, kServiceCount>& sources() const { return projection_.sources_; }

   private:
    const Projection& projection_;
    absl::ReaderMutexLock lock_;
  };
  Reading Read() const { return Reading(*this); }

 private:
  bool Ready() const;

  // Guards all below; not annotated, since Reading carries the lock out of any one function.
  mutable absl::Mutex mutex_;
  Figures figures_;
  std::array<indicators::v1::Source, kServiceCount> sources_;
  std::array<bool, kServiceCount> read_once_ = {};
};

}  // namespace ocop::gateway
