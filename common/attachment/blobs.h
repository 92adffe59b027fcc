// Contents of files, in parts, under keys: what an object store offers too, so that one can take this place.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/database/transaction.h"

namespace ocop::attachment {

// Blobs in the table `blob_part` of a schema.
class Blobs {
 public:
  explicit Blobs(const std::string& schema);

  // Adds a part. Parts follow one another: `offset` is the length of those before it.
  absl::Status Put(database::Transaction& transaction, const std::string& key, int64_t offset,
                   std::string_view bytes) const;

  // The bytes from `offset` to the end of the part that holds it; empty at the end.
  absl::StatusOr<std::string> Get(database::Transaction& transaction, const std::string& key, int64_t offset) const;

  absl::Status Delete(database::Transaction& transaction, const std::string& key) const;

 private:
  const database::Statement put_, get_, delete_;
};

}  // namespace ocop::attachment
