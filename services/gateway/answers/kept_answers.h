// Answers that can be given again: dashboards ask the same all day, and most of the time nothing has changed since.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace ocop::gateway {

class KeptAnswers {
 public:
  using Answer = std::shared_ptr<const std::string>;

  // A question, which tells all that its answer depends on beside the version, has one of so many places; each takes
  // 128 KiB at most.
  explicit KeptAnswers(size_t places) : places_(places) {}

  // The answer that was kept for this version of what is known; null when there is none.
  Answer Find(std::string_view question, uint64_t version) const;
  // Whether the question was asked before, and no other in its place since; from now on it was. What is asked once
  // needs no room.
  bool AskedBefore(std::string_view question);
  // Keeps it instead of what its place had.
  void Keep(std::string_view question, uint64_t version, std::string answer);

 private:
  static constexpr size_t kLargest = 64 * 1024;

  struct Place {
    size_t asked_last = 0;  // A hash.
    std::string question;
    uint64_t version = 0;
    Answer answer;
  };

  mutable absl::Mutex mutex_;
  std::vector<Place> places_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ocop::gateway
