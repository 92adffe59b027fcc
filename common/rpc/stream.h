// The server's side of a call that is answered by a stream of responses.
#pragma once

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "common/rpc/call.h"
#include "google/protobuf/message.h"

namespace ocop::rpc {

// Held by whoever feeds the stream. Thread safe.
class Stream {
 public:
  virtual ~Stream() = default;
  virtual const Call& call() const = 0;
  virtual const google::protobuf::Message& request() const = 0;

  // Sends one response; `written` is called when it has left (true) or can't any more (false). One at a time: the next
  // may be sent once `written` was called, so a slow reader slows its feeder down and nothing is buffered for it.
  virtual void Write(const google::protobuf::Message& response, std::function<void(bool)> written) = 0;

  // Ends the stream. Nothing may be written afterwards.
  virtual void Finish(const absl::Status& status) = 0;

  // True when the caller went away or the server drains: finish soon.
  virtual bool cancelled() const = 0;
};

}  // namespace ocop::rpc
