#include "services/gateway/tasks/question.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace ocop::gateway {

std::vector<std::string> TaskKey::Parts() const {
  return {absl::StrCat(due), absl::StrCat(since), subject, kind};
}

std::optional<TaskKey> TaskKey::Of(const std::vector<std::string>& parts) {
  TaskKey key;
  if (parts.size() != 4 || !absl::SimpleAtoi(parts[0], &key.due) || !absl::SimpleAtoi(parts[1], &key.since)) {
    return std::nullopt;
  }
  // A day before or after all of the calendar could not be asked about.
  if (key.due != kNoDay && (key.due < clock::ToDay(1, 1, 1) || key.due > clock::ToDay(9999, 12, 31))) {
    return std::nullopt;
  }
  const int64_t latest = absl::ToUnixMicros(absl::FromCivil(absl::CivilDay(9999, 12, 31), absl::UTCTimeZone()));
  const int64_t earliest = absl::ToUnixMicros(absl::FromCivil(absl::CivilDay(1, 1, 1), absl::UTCTimeZone()));
  if (key.since < earliest || key.since > latest) return std::nullopt;
  key.subject = parts[2];
  key.kind = parts[3];
  return key;
}

}  // namespace ocop::gateway
