// Counts figures again, in the background and at a bounded cost, and compares them with the counters.
//
// A sample is a locality on a day: all indicators there are counted from the units alone, a slice at a time with pauses
// in between, so that no reader or writer waits for long. A sample during which its province changed is dropped. What
// differs should never be: it is told in the log and as a metric, and the province is counted again from nothing.
#pragma once

#include <functional>
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
  struct Sample {
    std::string province;
    Id<Locality> locality;
    clock::Day day;
  };

  void Run();
  // False when the verifier stops.
  bool Rest(absl::Duration duration);
  bool ChooseSample(Sample& sample) const;
  // Answers whether the sample could be finished.
  bool Verify(const Sample& sample);
  void Report(const Sample& sample, const std::vector<uint16_t>& differing);

  Projection& projection_;
  const clock::Clock& clock_;
  const Options options_;
  metrics::Counter verified_, dropped_, differing_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace ocop::gateway
