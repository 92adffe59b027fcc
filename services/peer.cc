#include "services/peer.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/logging/logging.h"
#include "common/status/status.h"
#include "services/roles.h"

namespace ocop {
namespace {

constexpr absl::Duration kLongest = absl::Seconds(30);

}  // namespace

rpc::CallOptions AskingFor(const rpc::Call& call, const std::string& service) {
  rpc::CallOptions options = OnBehalfOf(call);
  options.timeout = std::min(options.timeout, kLongest);
  if (call.verified) return options;
  options.actor = service;
  options.roles = kSystem;
  return options;
}

absl::Status Peer::Unavailable(const absl::Status& status) const {
  // A token may end on its way through the services.
  if (absl::IsDeadlineExceeded(status) || absl::IsCancelled(status) || absl::IsUnauthenticated(status)) return status;
  logging::Warning("a peer could not be asked; see that it runs and that its flag is its address",
                   {{"peer", name_}, {"address", address_}, {"error", status.message()}});
  return status::WithReason(absl::UnavailableError(absl::StrCat("the ", name_, " could not be asked; ask again")),
                            "PEER_UNAVAILABLE", {{"peer", name_}});
}

}  // namespace ocop
