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

// What a response to a reader holds ends at about so many bytes: half of what a gRPC client takes unless told
// otherwise.
inline constexpr size_t kLargestResponse = 2 * 1024 * 1024;

// The database at the beginning of a reading.
struct Look {
  absl::Time time;
  // The oldest transaction still open: entries with a horizon up to it may be read.
  uint64_t oldest_open = 0;
  // Above every transaction that had ended, and so not below the horizon of any entry committed by then.
  uint64_t next = 0;
};

// Entries read at once, whole transactions only. The response has no `read_time` yet.
struct Batch {
  ocop::journal::v1::WatchResponse response;
  ResumeToken token;
  Look look;
  // There is more that may be read at once.
  bool cut = false;
  // Entries are committed that may not be read yet, because an older transaction is still open: look again soon.
  bool held_back = false;
};

// Which entries ListEntries gives.
struct EntryQuery {
  std::vector<std::string> resource_names;  // Empty: of all.
  // Points of readers: what one at `since` had not been sent, what one at `until` had.
  std::optional<ResumeToken> since, until;
  bool latest_only = false;
  Position after;  // The last entry of the page before.
  int page_size = 0;
};

// A moment in the journal: a reader's point, or a time.
struct Moment {
  std::optional<ResumeToken> point;
  absl::Time time;
};

class Reader {
 public:
  explicit Reader(std::string schema);

  // The token of the current snapshot: call it first in a snapshot transaction, then read the state.
  absl::StatusOr<ResumeToken> TokenOfSnapshot(database::Transaction& transaction) const;

  // FAILED_PRECONDITION `JOURNAL_REPLACED` when the token does not belong to this database or lies ahead of it, or its
  // last entry is none of the journal's.
  absl::Status CheckToken(database::Transaction& transaction, const ResumeToken& token) const;

  // The next entries after `token`, none when there are none. As CheckToken, the first time and whenever the server is
  // another one, or was started again: what is behind a connection may have been replaced while a reader waited.
  absl::StatusOr<Batch> ReadAfter(database::Transaction& transaction, const ResumeToken& token) const;

  // A page for ListEntries.
  absl::StatusOr<ocop::journal::v1::ListEntriesResponse> List(database::Transaction& transaction,
                                                              const EntryQuery& query) const;

  // The last entry by the moment of each of the next resources, by name; none when there are no more.
  // UNAVAILABLE `MOMENT_STILL_OPEN` while a transaction that belongs to the moment may still be under way.
  absl::StatusOr<std::vector<ocop::journal::v1::JournalEntry>> StateAt(database::Transaction& transaction,
                                                                       const Moment& moment,
                                                                       const std::string& name_prefix,
                                                                       const std::string& after_name) const;

  // The moment as a point for the resources of the prefix, in text form. Of a time nothing may be added to any more;
  // empty where the journal can't tell the time's transactions from others, or the text would be longer than a point
  // may be.
  absl::StatusOr<std::string> PointOf(database::Transaction& transaction, const Moment& moment,
                                      const std::string& name_prefix) const;

 private:
  // Rows of which the first `count` are whole transactions, and no more than a response should hold; `cut`: there are
  // more.
  struct WholeTransactions {
    database::Rows rows;
    int count = 0;
    bool cut = false;
  };
  absl::StatusOr<WholeTransactions> ReadWholeTransactions(database::Transaction& transaction,
                                                          const ResumeToken& token) const;
  absl::Status CheckLastEntry(database::Transaction& transaction, const ResumeToken& token) const;
  absl::Status NameLastEntry(database::Transaction& transaction, ResumeToken& token) const;
  absl::Status Replaced() const;

  const std::string schema_;
  const database::Statement identity_, last_, holds_, read_, state_, list_, list_of_resources_, list_latest_,
      still_open_, state_at_point_, state_at_time_, point_of_time_;
};

}  // namespace ocop::journal
