#include "services/ocopctl/health.h"

#include <algorithm>
#include <ostream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/client.h"
#include "common/status/status.h"

namespace ocop::ocopctl {
namespace {

absl::Status CheckHealth(const rpc::Client& server, absl::Duration timeout) {
  std::string response;
  OCOP_RETURN_IF_ERROR(server.CallRaw("/grpc.health.v1.Health/Check", "", response, {.timeout = timeout}));
  // HealthCheckResponse has one field, number 1, whose value 1 is SERVING: too little to carry its proto for.
  if (response != "\x08\x01") return absl::UnavailableError("it says that it does not serve at the moment");
  return absl::OkStatus();
}

absl::Status WaitForOne(const std::string& address, absl::Time deadline) {
  absl::Status last;
  while (true) {
    // A new connection each time: one that failed waits longer and longer before it tries again.
    const rpc::Client server(address);
    const absl::Status status = CheckHealth(server, std::min(absl::Seconds(2), deadline - absl::Now()));
    if (status.ok()) return status;
    // The last question may be cut short by our own deadline, which says less than the answer before it.
    if (last.ok() || !absl::IsDeadlineExceeded(status)) last = status;
    if (absl::Now() >= deadline) {
      return absl::DeadlineExceededError(absl::StrCat(address, " does not serve: ", last.message()));
    }
    absl::SleepFor(std::min(absl::Milliseconds(100), deadline - absl::Now()));
  }
}

}  // namespace

absl::Status WaitForHealth(const std::vector<std::string>& addresses, absl::Duration timeout, std::ostream& out) {
  const absl::Time start = absl::Now();
  for (const std::string& address : addresses) {
    OCOP_RETURN_IF_ERROR(WaitForOne(address, start + timeout));
    out << address << " serves\n";
  }
  return absl::OkStatus();
}

}  // namespace ocop::ocopctl
