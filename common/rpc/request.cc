#include "common/rpc/request.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "common/validation/validation.h"

namespace ocop::rpc {
namespace {

using google::protobuf::Message;

absl::Status Parse(std::string_view bytes, Message& message) {
  if (message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return absl::OkStatus();
  return status::WithReason(
      absl::InvalidArgumentError(absl::StrCat("the body is not a valid ", message.GetDescriptor()->full_name(),
                                              " (broken encoding, or text that is not UTF-8)")),
      "MALFORMED_MESSAGE", {{"type", message.GetDescriptor()->full_name()}});
}

}  // namespace

absl::Status GoneStatus() {
  return absl::CancelledError("the caller went away");
}

absl::Status LateStatus() {
  return absl::DeadlineExceededError("the call has lasted until its deadline");
}

absl::Status NoAnswerStatus() {
  return status::WithReason(absl::InternalError("the handler went away without an answer"), "NO_ANSWER");
}

absl::Status ReadRequest(std::string_view bytes, absl::Time now, Message& request) {
  OCOP_RETURN_IF_ERROR(Parse(bytes, request));
  return validation::Admit(request, now);
}

absl::Status OneRequest::Add(std::string_view bytes) {
  if (complete_) return MalformedMessage("the call goes on after its request, and the method takes one");
  frames_.Add(bytes);
  OCOP_ASSIGN_OR_RETURN(complete_, frames_.Next(&message_));
  if (complete_ && !frames_.empty())
    return MalformedMessage("the call goes on after its request, and the method takes one");
  return absl::OkStatus();
}

absl::Status OneRequest::Check() const {
  return complete_ ? absl::OkStatus() : MalformedMessage("the call brought no request that can be read");
}

}  // namespace ocop::rpc
