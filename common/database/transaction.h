// An open transaction: the only way to the database for a store.
#pragma once

#include <functional>
#include <map>

#include "absl/status/statusor.h"
#include "common/database/statement.h"

namespace ocop::database {

class Session;

class Transaction {
 public:
  // Runs a statement that changes nothing (it may lock rows).
  absl::StatusOr<Rows> Query(const Statement& statement, const Parameters& parameters = {});

  // Runs a statement once, without preparing it: for texts built from a caller's filter.
  absl::StatusOr<Rows> QueryOnce(const std::string& sql, const Parameters& parameters);

  // Runs a statement that changes rows.
  absl::StatusOr<Rows> Write(const Statement& statement, const Parameters& parameters);

  // Adds one row to a statement that is sent once, just before the commit, for all rows added to it: parameter n of
  // the statement is the array of the rows' n-th values. Saves a round trip per row where nobody waits for the answer.
  void WriteAtCommit(const Statement& statement, Parameters row);

  // Runs `body`; when it fails, what it did in the database is undone and the transaction can go on. Costs two round
  // trips: for changes that gather what is wrong with many parts of a request.
  absl::Status Attempt(const std::function<absl::Status()>& body);

  // Whether rows have been changed.
  bool has_written() const { return writes_ > 0 || !at_commit_.empty(); }

 private:
  friend class Session;
  friend class WriteGroup;
  struct Batch {
    Statement statement;
    std::vector<Parameters> rows;
  };
  // Where a change began; the rows it added for the commit can be dropped without the database.
  struct Mark {
    int writes;
    std::map<std::string, size_t> rows;
  };

  explicit Transaction(Session& session, void* work) : session_(session), work_(work) {}
  absl::StatusOr<Rows> Execute(const Statement& statement, const Parameters& parameters);
  absl::Status Flush();
  Mark MarkHere() const;
  // True when everything since the mark could be dropped on this side.
  bool DropSince(const Mark& mark);
  void DropRowsSince(const Mark& mark);

  Session& session_;
  void* work_;  // pqxx::transaction_base
  // Counted, so that what one change of a group has written is told from what the changes before it have.
  int writes_ = 0;
  bool failed_ = false;
  std::map<std::string, Batch> at_commit_;
};

}  // namespace ocop::database
