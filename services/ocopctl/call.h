// Calls any method with JSON.
#pragma once

#include <iosfwd>
#include <string>

#include "absl/status/status.h"
#include "common/rpc/client.h"

namespace ocop::ocopctl {

// Calls `path` (`/package.Service/Method`) with the JSON of its request and prints the JSON of the answer.
// Errors: NOT_FOUND for an unknown method; INVALID_ARGUMENT for text that is not its request; what the server answers.
absl::Status CallMethod(const std::string& path, const std::string& json, const rpc::Client& gateway,
                        std::ostream& out);

}  // namespace ocop::ocopctl
