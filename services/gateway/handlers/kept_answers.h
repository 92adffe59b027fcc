// Answers of the present that can be given again: dashboards ask the same all day, and most of the time nothing has
// changed since.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "common/rpc/call.h"
#include "google/protobuf/message.h"
#include "services/gateway/handlers/picture.h"

namespace ocop::gateway {

class KeptAnswers {
 public:
  // Serialised, without sources: when something was last heard of them changes from second to second.
  using Answer = std::shared_ptr<const std::string>;

  // All that an answer depends on beside the figures: what is asked, the day it is, and which sources are read and
  // live.
  static std::string QuestionOf(const rpc::Call& call, const google::protobuf::Message& request,
                                const Picture& picture);

  // The answer that was kept for these figures; null when there is none.
  Answer Find(const std::string& question, uint64_t version) const;
  // Whether the question was asked before, and no other in its place since; from now on it was. What is asked once needs
  // no room.
  bool AskedBefore(const std::string& question);
  // Keeps it in the place of another.
  void Keep(const std::string& question, uint64_t version, std::string answer);

 private:
  // 64 MiB at most.
  static constexpr size_t kSlots = 1024;
  static constexpr size_t kLargestAnswer = 64 * 1024;

  // The place of all questions whose hash leads there.
  struct Slot {
    size_t asked_last = 0;  // A hash.
    std::string question;
    uint64_t version = 0;  // Of the province's figures.
    Answer answer;
  };

  mutable absl::Mutex mutex_;
  std::vector<Slot> slots_ ABSL_GUARDED_BY(mutex_) = std::vector<Slot>(kSlots);
};

}  // namespace ocop::gateway
