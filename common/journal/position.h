// Places in a journal.
#pragma once

#include <cstdint>
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

// Where a reader goes on, and in which database that is meant.
struct ResumeToken {
  // PostgreSQL's system identifier and the journal's generation.
  std::string database;
  Position after;
  // Of a reader that began with a snapshot: pg_snapshot in text form. Entries visible in it are contained in the
  // snapshot although their horizons may be above the oldest transaction open then.
  std::string snapshot;

  std::string ToText() const;
  // INVALID_ARGUMENT `MALFORMED_RESUME_TOKEN`.
  static absl::StatusOr<ResumeToken> FromText(std::string_view text);
  bool operator==(const ResumeToken&) const = default;
};

}  // namespace ocop::journal
