// Documents by what they belong to.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/database/transaction.h"

namespace ocop::registry {

// Names of some documents of a resource, `limit` at most.
absl::StatusOr<std::vector<std::string>> DocumentsOf(database::Transaction& transaction, const std::string& owner,
                                                     int limit);

}  // namespace ocop::registry
