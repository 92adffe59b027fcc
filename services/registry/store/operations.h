// Imports and what was found wrong in their rows. Their input is in blob_part.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/attachment/blobs.h"
#include "common/database/transaction.h"
#include "ocop/registry/v1/import_service.pb.h"

namespace ocop::registry {

struct StoredOperation {
  // `provinces/82/operations/a`.
  std::string name;
  v1::ImportMetadata metadata;
  // Of who asked for it.
  std::vector<std::string> roles;
  std::string request_id;
  // As in google.rpc.Status; 0 unless it was cancelled or failed.
  int error_code = 0;
  std::string error_message;
};

// Where the input of an operation lies, under its name.
const attachment::Blobs& OperationInput();

// Completes the times of `operation`.
absl::Status InsertOperation(database::Transaction& transaction, StoredOperation& operation);

// NOT_FOUND `RESOURCE_NOT_FOUND`. With `lock` nobody takes rows of it until the transaction ends.
absl::StatusOr<StoredOperation> ReadOperation(database::Transaction& transaction, const std::string& name, bool lock);

// Those that there are.
absl::StatusOr<std::vector<StoredOperation>> ReadOperations(database::Transaction& transaction,
                                                            const std::vector<std::string>& names);

// Of a province, the youngest first, after the id `after` (empty: from the beginning). INVALID_ARGUMENT
// `INVALID_FILTER`.
absl::StatusOr<std::vector<StoredOperation>> ListOperations(database::Transaction& transaction,
                                                            const std::string& province, const std::string& filter,
                                                            const std::string& after, int limit);

// The operation to go on with: not done, locked by nobody else, and the one that has waited longest. It stays locked
// until the transaction ends, which is what keeps two workers from taking the same rows.
absl::StatusOr<std::optional<StoredOperation>> LockNextOperation(database::Transaction& transaction);

// Stores state, counts and error, and completes the times of `operation`. One that has ended loses its input.
absl::Status SaveOperation(database::Transaction& transaction, StoredOperation& operation);

absl::StatusOr<int64_t> CountUnfinishedOperations(database::Transaction& transaction, const std::string& province);

absl::Status DeleteOperation(database::Transaction& transaction, const std::string& name);
// Of those that ended longer ago than `age`; returns how many there were.
absl::StatusOr<int> DeleteOldOperations(database::Transaction& transaction, absl::Duration age);

// Adds what is wrong with rows of an operation, in their order.
absl::Status AddImportProblems(database::Transaction& transaction, const std::string& operation, bool warnings,
                               const std::vector<v1::ImportProblem>& problems);

struct ImportProblems {
  std::vector<v1::ImportProblem> problems;
  // Of the last one, among those of its row.
  int last_place = 0;
};
absl::StatusOr<ImportProblems> ReadImportProblems(database::Transaction& transaction, const std::string& operation,
                                                  bool warnings, int64_t after_row, int after_place, int limit);

}  // namespace ocop::registry
