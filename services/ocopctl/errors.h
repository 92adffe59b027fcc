// An error as a person at a terminal reads it.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace ocop::ocopctl {

// Code, reason and message on one line; in place of the message one indented line for each violated field, if any.
std::string DescribeError(const absl::Status& error);

}  // namespace ocop::ocopctl
