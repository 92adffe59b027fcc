// Who asks for tasks, and whose tasks those are.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/clock/day.h"
#include "common/rpc/call.h"
#include "services/gateway/projection/figures.h"

namespace ocop::gateway {

using Names = std::set<std::string>;

struct Caller {
  std::string actor;
  std::vector<std::string> roles;
  // Localities that lie in the units of the caller's posts as an officer below the province, on every map.
  Names localities;
  // Producers there.
  Names producers_there;
  // Producers whose person the caller is.
  Names producers;

  bool HasAnyOf(const google::protobuf::RepeatedPtrField<std::string>& wanted) const;
};

// By the learners with the caller's account that are in their post on `today`.
Caller CallerOf(const rpc::Call& call, const Figures& figures, clock::Day today);

// The names of what lies in a locality, on every map; the locality itself among them.
Names NamesInside(const Figures& figures, Id<Locality> area);

}  // namespace ocop::gateway
