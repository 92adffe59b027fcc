#include "common/database/transaction.h"

#include <pqxx/transaction_base>

#include "common/database/error.h"
#include "common/database/session.h"
#include "common/status/status.h"

namespace ocop::database {
namespace {

std::vector<const char*> Pointers(const Parameters& parameters) {
  std::vector<const char*> pointers;
  pointers.reserve(parameters.size());
  for (const Parameter& parameter : parameters) pointers.push_back(parameter ? parameter->c_str() : nullptr);
  return pointers;
}

// Turns rows into one array per column.
Parameters Columns(const std::vector<Parameters>& rows) {
  Parameters columns;
  for (size_t column = 0; column < rows.front().size(); ++column) {
    std::vector<Parameter> values;
    values.reserve(rows.size());
    for (const Parameters& row : rows) values.push_back(row[column]);
    columns.push_back(ArrayLiteral(values));
  }
  return columns;
}

}  // namespace

absl::StatusOr<Rows> Transaction::Execute(const Statement& statement, const Parameters& parameters) {
  auto& work = *static_cast<pqxx::transaction_base*>(work_);
  try {
    session_.Prepare(statement);
    const auto pointers = Pointers(parameters);
    return Rows(work.exec_prepared(statement.name, pqxx::prepare::make_dynamic_params(pointers)));
  } catch (...) {
    failed_ = true;
    return StatusOfCurrentException();
  }
}

absl::StatusOr<Rows> Transaction::Query(const Statement& statement, const Parameters& parameters) {
  return Execute(statement, parameters);
}

absl::StatusOr<Rows> Transaction::QueryOnce(const std::string& sql, const Parameters& parameters) {
  auto& work = *static_cast<pqxx::transaction_base*>(work_);
  try {
    const auto pointers = Pointers(parameters);
    return Rows(work.exec_params(sql, pqxx::prepare::make_dynamic_params(pointers)));
  } catch (...) {
    failed_ = true;
    return StatusOfCurrentException();
  }
}

absl::StatusOr<Rows> Transaction::Write(const Statement& statement, const Parameters& parameters) {
  ++writes_;
  return Execute(statement, parameters);
}

void Transaction::WriteAtCommit(const Statement& statement, Parameters row) {
  Batch& batch = at_commit_.try_emplace(statement.name, Batch{statement, {}}).first->second;
  batch.rows.push_back(std::move(row));
}

absl::Status Transaction::Flush() {
  for (auto& [name, batch] : at_commit_) {
    if (batch.rows.empty()) continue;
    if (auto rows = Execute(batch.statement, Columns(batch.rows)); !rows.ok()) return rows.status();
  }
  at_commit_.clear();
  return absl::OkStatus();
}

Transaction::Mark Transaction::MarkHere() const {
  Mark mark{writes_, {}};
  for (const auto& [name, batch] : at_commit_) mark.rows[name] = batch.rows.size();
  return mark;
}

bool Transaction::DropSince(const Mark& mark) {
  if (failed_ || writes_ != mark.writes) return false;
  DropRowsSince(mark);
  return true;
}

void Transaction::DropRowsSince(const Mark& mark) {
  for (auto& [name, batch] : at_commit_) {
    const auto before = mark.rows.find(name);
    batch.rows.resize(before == mark.rows.end() ? 0 : before->second);
  }
}

absl::Status Transaction::Attempt(const std::function<absl::Status()>& body) {
  static const auto& begin = *new Statement{"attempt.begin", "SAVEPOINT attempt"};
  static const auto& undo = *new Statement{"attempt.undo", "ROLLBACK TO SAVEPOINT attempt"};
  static const auto& end = *new Statement{"attempt.end", "RELEASE SAVEPOINT attempt"};
  const Mark mark = MarkHere();
  OCOP_RETURN_IF_ERROR(Execute(begin, {}).status());
  absl::Status result = body();
  if (!result.ok()) {
    if (IsConnectionLost(result)) return result;
    failed_ = false;
    OCOP_RETURN_IF_ERROR(Execute(undo, {}).status());
    DropRowsSince(mark);
  }
  OCOP_RETURN_IF_ERROR(Execute(end, {}).status());
  return result;
}

}  // namespace ocop::database
