// Asking another service of the suite while a call waits.
#pragma once

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "common/rpc/call.h"
#include "common/rpc/client.h"

namespace ocop {

// For a question that `service` asks on behalf of `call`, for no longer than the caller waits: with the caller's own
// token where callers are verified, and as itself where they are believed.
rpc::CallOptions AskingFor(const rpc::Call& call, const std::string& service);

// Another service. Cheap to copy.
class Peer {
 public:
  // `name`: "registry", which is also its flag.
  Peer(std::string name, const std::string& address) : name_(std::move(name)), address_(address), client_(address) {}

  const rpc::Client& client() const { return client_; }

  // UNAVAILABLE `PEER_UNAVAILABLE` with its name; where it lives and what gRPC said is for the log, not for callers. A
  // deadline that has passed, a caller that has gone and one whose token is not taken stay what they are.
  absl::Status Unavailable(const absl::Status& status) const;

 private:
  std::string name_;
  std::string address_;
  rpc::Client client_;
};

}  // namespace ocop
