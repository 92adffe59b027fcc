// Counts figures again, in the background and at a bounded cost, and compares them with the counters.
//
// A sample is a province on a few days: all indicators of all its localities are counted from the units alone, a slice
// at a time with rests in between, so that no reader or writer waits for long. The province goes on changing meanwhile
// (see Audit), so a sample always comes to its end. What differs should never be: it is told in the log and as a
// metric, and the province is counted again from nothing.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/metrics/metrics.h"
#include "services/gateway/projection/projection.h"

namespace ocop::gateway {

class Verifier {
 public:
  struct Options {
    // Units that are examined while a province is held still.
    size_t slice = 100;
    // Between two slices, in times of what the slice took: the verifier takes so small a part of one core.
    int rest = 50;
    // Between two samples, at least.
    absl::Duration pause = absl::Seconds(1);
    // Numbers in [0, 1) by chance.
    std::function<double()> chance = [] { return 0.5; };
  };

  // What is passed by reference must outlive this.
  Verifier(Projection& projection, metrics::Registry& metrics, const clock::Clock& clock, Options options);
  ~Verifier();
  Verifier(const Verifier&) = delete;

 private:
  void Run();
  // False when the verifier stops.
  bool Rest(absl::Duration duration);
  // Of a province that is seen for the first time it is told since when it has gone unverified.
  void NoteNewProvinces();
  // Provinces have their turn in order, so that none waits longer than all others take.
  std::string ProvinceAfter(const std::string& last) const;
  std::vector<clock::Day> ChooseDays() const;
  void Verify(const std::string& province);
  // False when the verifier stops before the audit is finished.
  bool Finish(const std::string& province, Audit& audit);
  void Report(const std::string& province, const std::vector<Audit::Difference>& differences);
  void Tell(const std::string& province, const std::vector<Audit::Difference>& differences) const;

  Projection& projection_;
  const clock::Clock& clock_;
  const Options options_;
  const metrics::Counter verified_, differing_;
  const metrics::GaugeFamily verified_at_;
  std::map<std::string, metrics::Gauge> provinces_;  // With when each was last verified.
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace ocop::gateway
