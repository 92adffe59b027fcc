// Loads files of resources through the gateway: each line is made or brought up to date.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/rpc/client.h"

namespace ocop::ocopctl {

struct ApplyOptions {
  std::vector<std::string> files;  // `-` is standard input
  int calls_in_flight = 64;
  // Who stores them, in which roles (separated by commas).
  std::string actor = "ocopctl";
  std::string roles = "system";
  // An access token that says so, to servers that verify it; takes the place of both.
  std::string token;
};

// Stores every line of the files (google.protobuf.Any as JSON), in their order: calls of one type run together, and all
// of a type are stored before the next type begins, since later types refer to earlier ones; within a type a line waits
// for those it refers to. Storing the same lines again changes nothing. A byte order mark and CR LF are taken as
// Windows writes them.
//
// A refused line is told on `errors` as `file:line`, with every field violation, and the rest goes on; after 100
// refusals it gives up. `out` gets the count and time of each type.
// Errors: FAILED_PRECONDITION when a line was refused; NOT_FOUND for a file that cannot be read.
absl::Status Apply(const ApplyOptions& options, const rpc::Client& gateway, std::ostream& out, std::ostream& errors);

}  // namespace ocop::ocopctl
