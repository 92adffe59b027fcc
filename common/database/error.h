// What PostgreSQL and the connection report, as statuses.
#pragma once

#include "absl/status/status.h"

namespace ocop::database {

// Reasons given by this folder. Stores look at them; what reaches a caller is worded there.
inline constexpr char kUniqueViolation[] = "UNIQUE_VIOLATION";
inline constexpr char kForeignKeyViolation[] = "FOREIGN_KEY_VIOLATION";
inline constexpr char kCheckViolation[] = "CHECK_VIOLATION";
inline constexpr char kExclusionViolation[] = "EXCLUSION_VIOLATION";
inline constexpr char kTransactionRolledBack[] = "TRANSACTION_ROLLED_BACK";
inline constexpr char kConnectionLost[] = "DATABASE_CONNECTION_LOST";
inline constexpr char kCommitOutcomeUnknown[] = "COMMIT_OUTCOME_UNKNOWN";

// The status of the exception that is being handled; call it in a catch block. Constraint violations carry the
// constraint's name as metadata `constraint`.
absl::Status StatusOfCurrentException();

// Serialization failure, deadlock or a lock that was waited for too long: the same transaction again may succeed.
bool IsRolledBack(const absl::Status& status);

// The connection is gone and nothing was committed.
bool IsConnectionLost(const absl::Status& status);

// The connection went during COMMIT: it is not known whether the transaction took effect.
bool IsOutcomeUnknown(const absl::Status& status);

}  // namespace ocop::database
