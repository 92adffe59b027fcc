// Waits until servers serve.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace ocop::ocopctl {

// Returns when each of `addresses` (`host:port`) says SERVING (grpc.health.v1), telling each on `out`.
// Errors: DEADLINE_EXCEEDED with the first that does not by then, and what it last answered.
absl::Status WaitForHealth(const std::vector<std::string>& addresses, absl::Duration timeout, std::ostream& out);

}  // namespace ocop::ocopctl
