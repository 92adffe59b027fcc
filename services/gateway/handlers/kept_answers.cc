#include "services/gateway/handlers/kept_answers.h"

#include <utility>

#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "common/clock/day.h"

namespace ocop::gateway {

std::string KeptAnswers::QuestionOf(const rpc::Call& call, const google::protobuf::Message& request,
                                    const Picture& picture) {
  std::string question = absl::StrCat(call.method, " ", clock::Today(call.now), " ");
  for (size_t place = 0; place < kServiceCount; ++place) {
    question += static_cast<char>('0' + picture.sources[place].state());
    question += picture.read[place] ? '+' : '-';
  }
  request.AppendToString(&question);
  return question;
}

KeptAnswers::Answer KeptAnswers::Find(const std::string& question, uint64_t version) const {
  const size_t hash = absl::HashOf(question);
  absl::ReaderMutexLock lock(&mutex_);
  const Slot& slot = slots_[hash % kSlots];
  return slot.version == version && slot.question == question ? slot.answer : nullptr;
}

void KeptAnswers::Keep(const std::string& question, uint64_t version, const Answer& answer) {
  if (answer->size() > kLargestAnswer) return;
  const size_t hash = absl::HashOf(question);
  absl::MutexLock lock(&mutex_);
  Slot& slot = slots_[hash % kSlots];
  if (std::exchange(slot.asked_last, hash) == hash) slot = {hash, question, version, answer};
}

}  // namespace ocop::gateway
