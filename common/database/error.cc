#include "common/database/error.h"

#include <pqxx/except>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace ocop::database {
namespace {

using status::WithReason;

// libpqxx 6.4 does not report the constraint's name apart from the message; sessions run with lc_messages = C, in which
// it stands as: constraint "name".
std::string ConstraintIn(const std::string& message) {
  constexpr std::string_view kBefore = "constraint \"";
  const size_t start = message.find(kBefore);
  if (start == std::string::npos) return "";
  const size_t end = message.find('"', start + kBefore.size());
  return message.substr(start + kBefore.size(), end - start - kBefore.size());
}

// SQLSTATEs: PostgreSQL documentation, appendix A.
absl::Status StatusOfSqlState(const std::string& state, const std::string& message) {
  const status::Metadata constraint = {{"constraint", ConstraintIn(message)}};
  const auto in_class = [&state](const char* prefix) { return state.compare(0, 2, prefix) == 0; };
  if (state == "23505") return WithReason(absl::AlreadyExistsError(message), kUniqueViolation, constraint);
  if (state == "23503") return WithReason(absl::FailedPreconditionError(message), kForeignKeyViolation, constraint);
  if (state == "23P01") return WithReason(absl::FailedPreconditionError(message), kExclusionViolation, constraint);
  if (in_class("23") || in_class("22")) {
    return WithReason(absl::InvalidArgumentError(message), kCheckViolation, constraint);
  }
  // 55P03: a lock was not had within lock_timeout.
  if (state == "40001" || state == "40P01" || state == "55P03") {
    return WithReason(absl::AbortedError(message), kTransactionRolledBack);
  }
  if (state == "57014") return WithReason(absl::DeadlineExceededError(message), "STATEMENT_TIMEOUT");
  // 57P01 to 57P03: the server shuts down, crashed or starts; 53: no resources; 25006: a standby after a fail-over.
  if (in_class("57") || in_class("53") || in_class("08") || state == "25006") {
    return WithReason(absl::UnavailableError(message), kConnectionLost);
  }
  return WithReason(absl::InternalError(absl::StrCat("SQLSTATE ", state, ": ", message)), "DATABASE_ERROR");
}

}  // namespace

absl::Status StatusOfCurrentException() {
  try {
    throw;
  } catch (const pqxx::in_doubt_error& e) {
    return WithReason(absl::UnknownError(e.what()), kCommitOutcomeUnknown);
  } catch (const pqxx::statement_completion_unknown& e) {
    return WithReason(absl::UnknownError(e.what()), kCommitOutcomeUnknown);
  } catch (const pqxx::serialization_failure& e) {
    return WithReason(absl::AbortedError(e.what()), kTransactionRolledBack);
  } catch (const pqxx::deadlock_detected& e) {
    return WithReason(absl::AbortedError(e.what()), kTransactionRolledBack);
  } catch (const pqxx::broken_connection& e) {
    return WithReason(absl::UnavailableError(e.what()), kConnectionLost);
  } catch (const pqxx::sql_error& e) {
    return StatusOfSqlState(e.sqlstate(), e.what());
  } catch (const std::exception& e) {
    return WithReason(absl::InternalError(e.what()), "DATABASE_ERROR");
  }
}

bool IsRolledBack(const absl::Status& status) {
  return status::ReasonOf(status) == kTransactionRolledBack;
}
bool IsConnectionLost(const absl::Status& status) {
  return status::ReasonOf(status) == kConnectionLost;
}
bool IsOutcomeUnknown(const absl::Status& status) {
  return status::ReasonOf(status) == kCommitOutcomeUnknown;
}

}  // namespace ocop::database
