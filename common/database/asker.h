// For whom the database is asked.
#pragma once

#include <functional>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace ocop::database {

class Asker {
 public:
  // `gone`: whether nobody waits for the answer any more, asked from any thread.
  // NOLINTNEXTLINE(google-explicit-constructor): some know no more than until when they wait
  Asker(absl::Time deadline, std::function<bool()> gone = nullptr) : deadline_(deadline), gone_(std::move(gone)) {}

  // DEADLINE_EXCEEDED or CANCELLED when the answer would be too late.
  absl::Status StillWaits(absl::Time now) const {
    if (deadline_ < now) return absl::DeadlineExceededError("the deadline passed before the database was asked");
    if (gone_ && gone_()) return absl::CancelledError("the caller went away before the database was asked");
    return absl::OkStatus();
  }

 private:
  absl::Time deadline_;
  std::function<bool()> gone_;
};

}  // namespace ocop::database
