// Places in a journal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace ocop::journal {

// An entry's place: by horizon, then by sequence (migrations/0000_journal.sql says why).
struct Position {
  uint64_t horizon = 0;
  int64_t seq = 0;

  // 32 hexadecimal digits that sort as the positions do.
  std::string ToText() const;
  static absl::StatusOr<Position> FromText(std::string_view text);
  bool operator==(const Position&) const = default;
};

// The last entry that a reader holds, as the journal must still have it. A server that was set back to an earlier state
// of its files, or a standby that took over before it had everything, has the same identity and numbers its
// transactions on, past what is lost: but it has no such entry, or one of another time at its place.
struct LastEntry {
  Position position;
  int64_t at_micros = 0;
  // How many entries the reader took that lie above `since`, up to this one. Of transactions that ended at about the
  // same time one may be lost whose place is before that of one which is not.
  Position since;
  int64_t count = 0;

  bool operator==(const LastEntry&) const = default;
};

// Where a reader goes on, and in which database that is meant.
struct ResumeToken {
  // PostgreSQL's system identifier and the journal's generation.
  std::string database;
  Position after;
  // Of a reader that began with a snapshot: pg_snapshot in text form. Entries visible in it are contained in the
  // snapshot although their horizons may be above the oldest transaction open then.
  std::string snapshot;
  // None when nothing is held, and in tokens of before 2026-11-30 (which have no such part).
  std::optional<LastEntry> last;
  // When the server started that was found to have all this; 0: not asked yet. No part of the text.
  int64_t server_start = 0;

  std::string ToText() const;
  // INVALID_ARGUMENT `MALFORMED_RESUME_TOKEN`.
  static absl::StatusOr<ResumeToken> FromText(std::string_view text);
  bool operator==(const ResumeToken&) const = default;
};

}  // namespace ocop::journal
