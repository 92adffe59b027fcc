// Versions of a province's own indicators.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "common/database/transaction.h"

namespace ocop::registry {

// A version above `last` and above every one that an indicator of this name has had, also one that was deleted. Nobody
// else gets one of the name until the transaction ends.
absl::StatusOr<int32_t> NextIndicatorVersion(database::Transaction& transaction, const std::string& name, int32_t last);

}  // namespace ocop::registry
