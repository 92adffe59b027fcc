// The refusals of evaluation, one function each.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace ocop::evaluation {

absl::Status AlreadyRevoked(const std::string& name);
absl::Status NotYetInForce(const std::string& name);
absl::Status Expired(const std::string& name);

}  // namespace ocop::evaluation
