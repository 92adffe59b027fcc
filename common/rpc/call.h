// One call, as a handler sees it: no gRPC type, everything that could differ between two runs passed in.
#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"

namespace ocop::rpc {

struct Call {
  // `/ocop.registry.v1.ProductService/GetProduct`.
  std::string method;
  // Who calls, and as what; "anonymous" without a word of it. Where the server verifies tokens, by the bearer token in
  // `authorization`. Otherwise by the metadata `x-actor` (at most 200 characters) and `x-roles` (separated by commas),
  // which the process in front is trusted to set, and which come once.
  std::string actor;
  std::vector<std::string> roles;
  // Whether the server verifies tokens.
  bool verified = false;
  // What then proved who calls, to be sent on to whatever is asked for this caller; empty for an anonymous one. Never
  // logged, never kept.
  std::string authorization;
  // When the proof ends, and with it a stream.
  absl::Time proved_until = absl::InfiniteFuture();
  // The caller's `x-request-id`, or one made here: ties the log lines of one request together.
  std::string request_id;
  // W3C trace context to send on to whatever is called in turn.
  std::string traceparent;
  // When the call arrived.
  absl::Time now;
  // When the caller stops waiting.
  absl::Time deadline;
};

}  // namespace ocop::rpc
