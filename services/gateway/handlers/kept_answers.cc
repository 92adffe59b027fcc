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

bool KeptAnswers::AskedBefore(const std::string& question) {
  const size_t hash = absl::HashOf(question);
  absl::MutexLock lock(&mutex_);
  return std::exchange(slots_[hash % kSlots].asked_last, hash) == hash;
}

void KeptAnswers::Keep(const std::string& question, uint64_t version, std::string answer) {
  if (answer.size() > kLargestAnswer) return;
  auto kept = std::make_shared<const std::string>(std::move(answer));
  const size_t hash = absl::HashOf(question);
  absl::MutexLock lock(&mutex_);
  slots_[hash % kSlots] = {hash, question, version, std::move(kept)};
}

}  // namespace ocop::gateway
