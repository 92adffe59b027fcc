// Reading the journal of a schema from the database.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/database/transaction.h"
#include "common/journal/position.h"
#include "ocop/journal/v1/journal_service.pb.h"

namespace ocop::journal {

// Entries read at once, whole transactions only.
struct Batch {
  ocop::journal::v1::WatchResponse response;
  ResumeToken token;
  // Entries are committed that may not be read yet, because an older transaction is still open: look again soon.
  bool held_back = false;
};

class Reader {
 public:
  explicit Reader(std::string schema);

  // The token of the current snapshot: call it first in a snapshot transaction, then read the state.
  absl::StatusOr<ResumeToken> TokenOfSnapshot(database::Transaction& transaction) const;

  // FAILED_PRECONDITION `JOURNAL_REPLACED` when the token does not belong to this database or lies ahead of it.
  absl::Status CheckToken(database::Transaction& transaction, const ResumeToken& token) const;

  // The next entries after `token`, none when there are none.
  absl::StatusOr<Batch> ReadAfter(database::Transaction& transaction, const ResumeToken& token) const;

  // A page for ListEntries; `resource_name` may be empty.
  absl::StatusOr<ocop::journal::v1::ListEntriesResponse> List(database::Transaction& transaction,
                                                              const std::string& resource_name, const Position& after,
                                                              int page_size) const;

 private:
  // Rows of which the first `count` are whole transactions.
  struct WholeTransactions {
    database::Rows rows;
    int count = 0;
  };
  absl::StatusOr<WholeTransactions> ReadWholeTransactions(database::Transaction& transaction,
                                                          const ResumeToken& token) const;

  const std::string schema_;
  const database::Statement identity_, read_, state_, list_, list_of_resource_;
};

}  // namespace ocop::journal
