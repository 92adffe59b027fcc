// A file that a gateway starts from: the state as of some positions of the journals, so that only what came after has
// to be read.
//
// It is a copy of what the journals say, never more: one that is lost, cut off, damaged or of another version of the
// gateway is left aside with a line in the log, and the journals are read from the beginning.
#pragma once

#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/gateway/projection/projection.h"

namespace ocop::gateway {

// Writes what the projection holds; the file is there as a whole or not at all. FAILED_PRECONDITION while not every
// service has been read.
absl::Status WriteCheckpoint(const Projection& projection, const std::string& path);

// Puts the file's content into an empty projection. NOT_FOUND without a file, DATA_LOSS for one that can't be used; the
// projection is then as before.
absl::Status ReadCheckpoint(const std::string& path, Projection& projection);

// Writes one now and then, and a last one at the end.
class CheckpointWriter {
 public:
  CheckpointWriter(const Projection& projection, std::string path, absl::Duration interval, const clock::Clock& clock);
  ~CheckpointWriter();
  CheckpointWriter(const CheckpointWriter&) = delete;

 private:
  void Run();

  const Projection& projection_;
  const std::string path_;
  const absl::Duration interval_;
  const clock::Clock& clock_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace ocop::gateway
