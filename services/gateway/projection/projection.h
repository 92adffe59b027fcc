// The gateway's picture of all services, read by many threads while the journals bring it forward.
//
// It is kept apart by province: nothing in one refers to another, so that a change in one holds up no reader of the
// others. Readers see the state after a whole response of a journal, never the middle of one; as a transaction's
// entries stand in one response, they never see half of it.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/clock/clock.h"
#include "ocop/indicators/v1/indicator_service.pb.h"
#include "ocop/journal/v1/journal_service.pb.h"
#include "services/gateway/projection/figures.h"

namespace ocop::gateway {

inline constexpr std::array<Service, kServiceCount> kAllServices = {Service::kRegistry, Service::kEvaluation,
                                                                    Service::kSalesPoints, Service::kTraining};

// `registry`, `evaluation`, `salespoints`, `training`.
std::string NameOf(Service service);

using Sources = std::array<indicators::v1::Source, kServiceCount>;

class Projection {
 private:
  struct Province;

 public:
  // `definitions` hold in every province. `clock` tells when something was last heard of a service, and must outlive
  // this.
  explicit Projection(Definitions definitions, const clock::Clock& clock = SystemTime());
  ~Projection();

  // The stream of `service` starts over: all its current resources follow, up to a response with `synced`.
  void BeginSnapshot(Service service);

  // Takes in one response. An entry that cannot be read is left out and told about; the others count.
  absl::Status Apply(Service service, const journal::v1::WatchResponse& response);

  // The service cannot be reached, or is again; figures stand where they are until something arrives.
  void SetDown(Service service);

  // Holds one province still while it lives, so keep it for one answer.
  class Reading {
   public:
    // Whether there are figures; see Projection::Ready.
    bool ready() const { return ready_; }
    // Whether the service has been read once.
    bool Has(Service service) const { return read_once_[static_cast<size_t>(service)]; }
    const Figures& figures() const;
    // Another number whenever the province's figures may be others.
    uint64_t version() const;
    const Sources& sources() const { return *sources_; }

   private:
    friend class Projection;
    Reading(const Province& province, const Projection& projection, absl::Time now);

    const Province& province_;
    absl::ReaderMutexLock lock_;
    std::shared_ptr<const Sources> sources_;
    std::array<bool, kServiceCount> read_once_;
    bool ready_;
  };
  // `name`: `provinces/82`, or the name of anything in it. One that nothing was ever heard of has no figures. A
  // source that has been silent for long by `now`, or tells what is long past, is told to be behind.
  Reading Read(std::string_view name, absl::Time now) const;

  // Whether there are figures: the registry has been read once, without which not even the places are known, and each
  // other service has been read once or can't be reached.
  bool Ready() const;

  // Whether an entry could not be read, until the service has been read anew.
  bool LacksEntriesOf(Service service) const;

  // Works out again a little of what indicators that were added or changed ask for; answers whether any is left. To be
  // called again and again, from one thread.
  bool RecountSome();

  // All that is known, as bytes, with the positions from which to read on. FAILED_PRECONDITION while not every service
  // has been read, and when an entry was left out: whoever begins with an earlier state reads it again. A province is
  // held still while it is copied.
  absl::StatusOr<std::string> Save() const;

  // Puts what was saved into this projection, which knows nothing yet. DATA_LOSS for bytes that can't be used; it then
  // knows nothing still.
  absl::Status Restore(std::string_view bytes);

  // Where to read on in the journal of a service; empty: from the beginning.
  std::string PositionOf(Service service) const;

  // From here on the audit is told what changes in a province, until EndAudit; see Figures.
  void BeginAudit(std::string_view name, Audit& audit);
  void EndAudit(std::string_view name);

  // Counts a province again from nothing: should never be needed, see Verifier. Its journals wait for it; its readers
  // go on with the old figures, which take as much memory again as the new ones until they are exchanged.
  void Rebuild(std::string_view name);

  // Waits until something has changed since `seen` (0: never), at most for `most`; answers what to give as `seen` next.
  // A change of a source's state counts.
  uint64_t WaitForChange(uint64_t seen, absl::Duration most) const;

  // Names of the provinces that anything was heard of: `provinces/82`.
  std::vector<std::string> Provinces() const;

 private:
  struct Province {
    explicit Province(const Definitions& definitions) : figures(std::make_unique<Figures>(definitions)) {}

    // Held by whoever changes anything, and locked before `mutex`: who holds it alone may read, and readers with him.
    absl::Mutex changing;
    mutable absl::Mutex mutex;
    // Guarded by `mutex`; not annotated, since Reading carries the lock out of any one function.
    std::unique_ptr<Figures> figures;
    uint64_t version = 0;
    // The last response of each service that said anything about the province: its number and position. A reader takes
    // the later of this and the projection's own.
    std::array<uint64_t, kServiceCount> number = {};
    std::array<std::string, kServiceCount> position;
  };

  // Locks a province for a change while it lives.
  class Change {
   public:
    explicit Change(Province& province) : changing_(&province.changing), lock_(&province.mutex) {}

   private:
    absl::MutexLock changing_;
    absl::MutexLock lock_;
  };

  Province* Find(std::string_view name) const;
  Province& FindOrMake(std::string_view name);
  std::vector<Province*> All() const;
  bool ReadyWith(const std::array<bool, kServiceCount>& read_once) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  bool AllArrived() const;
  void SettleAll();
  void TakeProgress(Service service, const journal::v1::WatchResponse& response, uint64_t number, bool complete);
  Sources& SourcesToChange() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Changed() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  static const clock::Clock& SystemTime();

  const Definitions definitions_;
  const clock::Clock& clock_;
  const std::unique_ptr<Province> nowhere_;  // What is read for a province that nothing was heard of.

  mutable absl::Mutex provinces_mutex_;
  std::map<std::string, std::unique_ptr<Province>, std::less<>> provinces_ ABSL_GUARDED_BY(provinces_mutex_);

  // Locked after a province's, never before.
  mutable absl::Mutex mutex_;
  // Replaced, never changed: readings share it.
  std::shared_ptr<const Sources> sources_ ABSL_GUARDED_BY(mutex_) = std::make_shared<const Sources>();
  std::array<bool, kServiceCount> read_once_ ABSL_GUARDED_BY(mutex_) = {};
  std::array<bool, kServiceCount> arrived_ ABSL_GUARDED_BY(mutex_) = {};   // Read once, but perhaps not yet worked out.
  std::array<bool, kServiceCount> left_out_ ABSL_GUARDED_BY(mutex_) = {};  // An entry that could not be read.
  std::array<uint64_t, kServiceCount> numbers_ ABSL_GUARDED_BY(mutex_) = {};  // Of the last response taken in.
  std::array<absl::Time, kServiceCount> received_ ABSL_GUARDED_BY(mutex_);    // When that was.
  uint64_t version_ ABSL_GUARDED_BY(mutex_) = 1;
};

}  // namespace ocop::gateway
