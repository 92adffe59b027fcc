// The rows of an import, taken in.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/registry/handlers/importables.h"
#include "services/registry/store/operations.h"

namespace ocop::registry {

// The input of an operation, read.
struct LoadedImport {
  std::string operation;
  const Importable* importable = nullptr;
  // Holds the rows that were sent as resources.
  std::unique_ptr<google::protobuf::Message> request;
  ImportInput input;
  // For each row the one before it that names the same; the number is 0 where there is none.
  struct Twin {
    int64_t number = 0;
    std::string field;
  };
  std::vector<Twin> twins;
};

// INVALID_ARGUMENT `INVALID_TABLE`, NOT_FOUND, FAILED_PRECONDITION `CONTENT_INCOMPLETE`: a document that is no table,
// or gone.
absl::StatusOr<std::shared_ptr<const LoadedImport>> LoadImport(database::Transaction& transaction,
                                                               const Imports& imports,
                                                               const StoredOperation& operation);

// Takes rows after those that are done, in their order, until there are none, there are enough for a transaction, or
// `enough` says so after a row; and saves how far `operation` has come with what was found wrong. All of it in the
// transaction of `scope`, in which `operation` is locked; on trial nothing else stays.
absl::Status TakeRows(resource::Scope& scope, const LoadedImport& import, StoredOperation& operation,
                      const std::function<bool()>& enough);

}  // namespace ocop::registry
