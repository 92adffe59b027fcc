// Pages in the order of a day and an id.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/clock/date.h"
#include "common/clock/day.h"
#include "common/pagination/pagination.h"
#include "common/status/status.h"

namespace ocop::registry {

struct AfterDay {
  clock::Day day = -1000000;
  std::string id;
};

// Where a page begins; before everything without a token.
inline absl::StatusOr<AfterDay> ReadDayToken(const std::string& token, uint64_t query) {
  OCOP_ASSIGN_OR_RETURN(const std::vector<std::string> last, pagination::Decode(token, query, 2));
  if (last.empty()) return AfterDay{clock::ToDay(1, 1, 1), ""};
  const auto day = clock::ParseDay(last[0]);
  if (!day) return pagination::DamagedToken();
  return AfterDay{*day, last[1]};
}

inline std::string WriteDayToken(uint64_t query, const google::type::Date& date, const std::string& id) {
  return pagination::Encode(query, {clock::FormatDay(clock::FromDate(date).value_or(0)), id});
}

}  // namespace ocop::registry
