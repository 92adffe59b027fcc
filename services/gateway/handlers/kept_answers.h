// Answers of the present that can be given again: dashboards ask the same all day, and most of the time nothing has
// changed since.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
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
  void Keep(const std::string& question, uint64_t version, const Answer& answer);

 private:
  struct Kept {
    uint64_t version;  // Of the province's figures.
    Answer answer;
  };

  mutable absl::Mutex mutex_;
  absl::flat_hash_map<std::string, Kept> answers_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ocop::gateway
