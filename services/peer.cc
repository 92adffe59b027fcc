#include "services/peer.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/logging/logging.h"
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
  logging::Warning("a peer could not be asked; see that it runs and that its flag is its address",
                   {{"peer", name_}, {"address", address_}, {"error", status.message()}});
  return status::WithReason(absl::UnavailableError(absl::StrCat("the ", name_, " could not be asked; ask again")),
                            "PEER_UNAVAILABLE", {{"peer", name_}});
}

}  // namespace ocop
