// The units of a province, all of them.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/database/transaction.h"
#include "services/atlas.h"

namespace ocop::registry {

// `province`: "82". A few hundred units, with their successions.
absl::StatusOr<Atlas> ReadAtlas(database::Transaction& transaction, const std::string& province);

absl::StatusOr<bool> HasLocalities(database::Transaction& transaction, const std::string& province);

}  // namespace ocop::registry
