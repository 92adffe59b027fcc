// What the kinds of call share: the request, from its bytes to the message that a handler gets, and what a call comes
// to that ends before its answer.
#pragma once

#include <google/protobuf/message.h>

#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/http2/stream.h"
#include "common/rpc/wire.h"

namespace ocop::rpc {

// Of a call whose caller went away.
absl::Status GoneStatus();
// Of a call that was not answered in time.
absl::Status LateStatus();
// INTERNAL `NO_ANSWER`, of one that nobody is left to answer.
absl::Status NoAnswerStatus();

// Errors: INVALID_ARGUMENT `MALFORMED_MESSAGE`; as validation::Admit.
absl::Status ReadRequest(std::string_view bytes, absl::Time now, google::protobuf::Message& request);

// The one request of a call, as it comes.
class OneRequest {
 public:
  explicit OneRequest(const http2::Fields& metadata)
      : frames_(http2::Find(metadata, "grpc-encoding"), kLargestMessage) {}

  // Errors: as soon as the request is known to be none.
  absl::Status Add(std::string_view bytes);
  // When all has come.
  absl::Status Check() const;
  std::string_view bytes() const { return message_; }

 private:
  Frames frames_;
  std::string_view message_;
  bool complete_ = false;
};

}  // namespace ocop::rpc
