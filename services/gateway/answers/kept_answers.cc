#include "services/gateway/answers/kept_answers.h"

#include <utility>

#include "absl/hash/hash.h"
#include "common/status/status.h"

namespace ocop::gateway {
namespace {

size_t HashOf(std::string_view question) {
  return absl::HashOf(status::View(question));
}

}  // namespace

std::shared_ptr<const KeptAnswers::Answer> KeptAnswers::Find(std::string_view question) const {
  const size_t hash = HashOf(question);
  absl::ReaderMutexLock lock(&mutex_);
  const Place& place = places_[hash % places_.size()];
  return place.question == question ? place.answer : nullptr;
}

bool KeptAnswers::AskedBefore(std::string_view question) {
  const size_t hash = HashOf(question);
  absl::MutexLock lock(&mutex_);
  return std::exchange(places_[hash % places_.size()].asked_last, hash) == hash;
}

void KeptAnswers::Keep(std::string_view question, Answer answer) {
  if (question.size() > kLargest || answer.bytes.size() > kLargest) return;
  auto kept = std::make_shared<const Answer>(std::move(answer));
  const size_t hash = HashOf(question);
  absl::MutexLock lock(&mutex_);
  places_[hash % places_.size()] = {hash, std::string(question), std::move(kept)};
}

}  // namespace ocop::gateway
