// Calls any method with JSON.
#pragma once

#include <iosfwd>
#include <string>

#include "absl/status/status.h"
#include "common/rpc/client.h"

namespace ocop::ocopctl {

struct MethodCall {
  std::string path;         // `/package.Service/Method`
  std::string json = "{}";  // the request
  // Told to the server when not empty: who calls, in which roles (separated by commas), and which service is meant,
  // where several serve the method.
  std::string actor;
  std::string roles;
  std::string service;
  // An access token that says who calls, to servers that verify it; takes the place of actor and roles.
  std::string token;
};

// Calls a unary method and prints the JSON of the answer.
// Errors: NOT_FOUND for an unknown method; INVALID_ARGUMENT for one that streams and for text that is not its request;
// what the server answers.
absl::Status CallMethod(const MethodCall& call, const rpc::Client& gateway, std::ostream& out);

}  // namespace ocop::ocopctl
