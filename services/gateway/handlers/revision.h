// Why a value is another at a later moment of knowledge.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "ocop/indicators/v1/indicator_service.pb.h"
#include "services/gateway/handlers/picture.h"

namespace ocop::gateway {

// One value at one moment: which units stand how. Kept while the other moment's picture is made.
struct RevisionStandpoint {
  indicators::v1::IndicatorValue value;
  Sources sources;
  std::vector<UnitStanding> standings;  // By name.
  std::vector<std::string> map;         // Names of the localities inside, and of their successions.
};

absl::StatusOr<RevisionStandpoint> StandpointOf(const rpc::Call& call,
                                                const indicators::v1::ExplainRevisionRequest& request,
                                                const Picture& picture);

// One page of the units that stand otherwise; of_units[i] stand behind units[i], of_value behind the definition, the
// target and where things count. They are those of either moment: what put a unit there may be gone after, and what
// took it away was not there before.
struct RevisionPage {
  indicators::v1::ExplainRevisionResponse response;
  std::vector<std::vector<Witness>> of_units;
  std::vector<Witness> of_value;
  std::map<std::string, std::string> map;  // What is known after of each of the map's resources, of either moment.
};

// The page by what is known after.
absl::StatusOr<RevisionPage> CompareStandpoints(const rpc::Call& call,
                                                const indicators::v1::ExplainRevisionRequest& request,
                                                const RevisionStandpoint& before, const Picture& after);

// Adds to the page what is known before alone.
absl::Status AddWhatWasKnown(const indicators::v1::ExplainRevisionRequest& request, const Picture& before,
                             RevisionPage& page);

}  // namespace ocop::gateway
