// The server's side of a call that brings a stream of requests and is answered once.
#pragma once

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "google/protobuf/message.h"

namespace ocop::rpc {

// Held by whoever takes the requests. Thread safe.
class Upload {
 public:
  // The next request, nullptr after the last, or why it can't be taken: broken bytes or a violation of its rules.
  using Got = std::function<void(absl::StatusOr<const google::protobuf::Message*>)>;

  virtual ~Upload() = default;
  virtual const Call& call() const = 0;

  // Asks for the next request; one at a time, so that a slow taker slows its sender down. The request lives until the
  // next is asked for.
  virtual void Next(Got got) = 0;

  // Ends the call; what has not been read is dropped. The second answer and later ones are dropped.
  virtual void Answer(const absl::StatusOr<const google::protobuf::Message*>& response) = 0;
};

}  // namespace ocop::rpc
