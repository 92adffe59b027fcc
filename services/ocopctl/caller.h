// Who calls, as servers are told.
#pragma once

#include <string>

#include "common/rpc/client.h"

namespace ocop::ocopctl {

// By `token`, for servers that verify it; without one, by `actor` and `roles`, for those that believe it.
inline rpc::CallOptions CallAs(const std::string& actor, const std::string& roles, const std::string& token) {
  if (token.empty()) return {.actor = actor, .roles = roles};
  return {.authorization = "Bearer " + token};
}

}  // namespace ocop::ocopctl
