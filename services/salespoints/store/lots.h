// Lots by the codes on their labels.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/database/transaction.h"
#include "ocop/salespoints/v1/trace_service.pb.h"
#include "services/salespoints/rules/trace_key.h"

namespace ocop::salespoints {

// In any province: a label does not say it.
absl::StatusOr<std::optional<v1::Lot>> FindLot(database::Transaction& transaction, const TraceKey& key);

// Test reports of a lot that have arrived in full, newest first.
absl::StatusOr<std::vector<v1::Document>> TestReports(database::Transaction& transaction, const std::string& lot);

}  // namespace ocop::salespoints
