// The refusals of training, one function each.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace ocop::training {

absl::Status RollCalled(const std::string& name);

}  // namespace ocop::training
