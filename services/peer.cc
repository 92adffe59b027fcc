#include "services/peer.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status/status.h"
#include "services/roles.h"

namespace ocop {
namespace {

constexpr absl::Duration kLongest = absl::Seconds(30);

}  // namespace

rpc::CallOptions AskingFor(const rpc::Call& call, const std::string& service) {
  return {.timeout = std::min(call.deadline - absl::Now(), kLongest),
          .request_id = call.request_id,
          .traceparent = call.traceparent,
          .actor = service,
          .roles = kSystem};
}

absl::Status Peer::Unavailable(const absl::Status& status) const {
  if (absl::IsDeadlineExceeded(status) || absl::IsCancelled(status)) return status;
  return status::WithReason(
      absl::UnavailableError(absl::StrCat("the ", name_, " at ", address_, " could not be asked (", status.message(),
                                          "); see that it runs and that --", name_, " is its address, then ask again")),
      "PEER_UNAVAILABLE", {{"peer", name_}, {"address", address_}});
}

}  // namespace ocop
