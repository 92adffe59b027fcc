// What the handlers of this service need.
#pragma once

#include <memory>
#include <string>

#include "common/resource/write.h"
#include "services/peer.h"
#include "services/registry/rules/law.h"

namespace ocop::registry {

struct Context {
  const resource::Home& home;
  std::shared_ptr<const Law> law;
  // Who knows which products are recognised.
  Peer evaluation;
};

// INVALID_ARGUMENT unless `name` is that of a province.
absl::Status RequireProvince(const std::string& field, const std::string& name);

// NOT_FOUND `PARENT_NOT_FOUND` unless units of the province that the new resource `name` lies in are known: for
// resources that refer to nothing, by which that would show.
absl::Status RequireKnownProvince(resource::Scope& scope, const std::string& name);

}  // namespace ocop::registry
