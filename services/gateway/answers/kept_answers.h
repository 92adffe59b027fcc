// Answers that can be given again: dashboards ask the same all day, and most of the time nothing has changed since.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace ocop::gateway {

class KeptAnswers {
 public:
  struct Answer {
    std::string bytes;
    // For whoever finds it to see whether it still holds: what it is about, and what else must be as it was.
    std::string subject = "";
    std::string circumstances = "";
  };

  // No longer question or answer is kept.
  static constexpr size_t kLargest = 64 * 1024;

  // A question has one of so many places, each of which takes 128 KiB at most.
  explicit KeptAnswers(size_t places) : places_(places) {}

  // The answer that was kept; null when there is none.
  std::shared_ptr<const Answer> Find(std::string_view question) const;
  // Whether the question was asked before, and no other in its place since; from now on it was. What is asked once
  // needs no room.
  bool AskedBefore(std::string_view question);
  // Keeps it instead of what its place had.
  void Keep(std::string_view question, Answer answer);

 private:
  struct Place {
    size_t asked_last = 0;  // A hash.
    std::string question;
    std::shared_ptr<const Answer> answer;
  };

  mutable absl::Mutex mutex_;
  std::vector<Place> places_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ocop::gateway
