#include "services/gateway/handlers/question.h"

#include "absl/strings/str_cat.h"
#include "common/clock/day.h"

namespace ocop::gateway {

std::string QuestionOf(const rpc::Call& call, const google::protobuf::Message& request, const Picture& picture) {
  std::string question = absl::StrCat(call.method, " ", clock::Today(call.now), " ");
  for (size_t place = 0; place < kServiceCount; ++place) {
    question += static_cast<char>('0' + picture.sources[place].state());
    question += picture.read[place] ? '+' : '-';
  }
  request.AppendToString(&question);
  return question;
}

}  // namespace ocop::gateway
