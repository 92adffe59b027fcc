#include "services/gateway/handlers/kept_answers.h"

#include "absl/strings/str_cat.h"
#include "common/clock/day.h"

namespace ocop::gateway {
namespace {

// 64 MiB at most.
constexpr size_t kMostAnswers = 1024;
constexpr size_t kLargestAnswer = 64 * 1024;

}  // namespace

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
  absl::ReaderMutexLock lock(&mutex_);
  const auto kept = answers_.find(question);
  return kept != answers_.end() && kept->second.version == version ? kept->second.answer : nullptr;
}

void KeptAnswers::Keep(const std::string& question, uint64_t version, const Answer& answer) {
  if (answer->size() > kLargestAnswer) return;
  absl::MutexLock lock(&mutex_);
  // Those that are asked for again come back soon.
  if (answers_.size() >= kMostAnswers) answers_.clear();
  answers_.insert_or_assign(question, Kept{version, answer});
}

}  // namespace ocop::gateway
