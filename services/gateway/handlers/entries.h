// The journal entries behind explanations, asked for at the services.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/rpc/client.h"
#include "ocop/indicators/v1/indicator_service.pb.h"
#include "services/gateway/projection/archive.h"

namespace ocop::gateway {

// Which entries of a record.
struct EntryRange {
  // What was not known at this moment yet; unset: from the first.
  std::optional<Moment> since;
  // What was known at this moment; unset: up to the last.
  std::optional<Moment> until;
  // Only the last of each record.
  bool latest_only = true;
};

// Fills `entries` and `entries_missing` of units: witnesses[i] stand behind units[i]. A service that can't be asked is
// named in each unit that has a witness there. `done` is called once, from a thread of gRPC, or from this one when
// there is nothing to ask for. `units` must live until then.
void AddEntries(const std::vector<rpc::Client>& clients, const rpc::Call& call,
                std::vector<std::vector<Witness>> witnesses, const EntryRange& range,
                std::vector<indicators::v1::CountedUnit*> units, std::function<void()> done);

}  // namespace ocop::gateway
