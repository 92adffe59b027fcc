// Contents of files, in parts, under keys: what an object store offers too, so that one can take this place.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/database/transaction.h"

namespace ocop::evaluation {

// Adds a part. Parts follow one another: `offset` is the length of those before it.
absl::Status PutPart(database::Transaction& transaction, const std::string& key, int64_t offset,
                     std::string_view bytes);

// The bytes from `offset` to the end of the part that holds it; empty at the end.
absl::StatusOr<std::string> GetPart(database::Transaction& transaction, const std::string& key, int64_t offset);

absl::Status DeleteBlob(database::Transaction& transaction, const std::string& key);

}  // namespace ocop::evaluation
