#include "services/day_page.h"

#include "common/clock/date.h"
#include "common/pagination/pagination.h"
#include "common/status/status.h"

namespace ocop {

std::string DayPage::TokenAfter(std::vector<std::string> key) const {
  key.insert(key.begin(), clock::FormatDay(day));
  return pagination::Encode(query, key);
}

absl::StatusOr<DayPage> ReadDayPage(std::string_view token, uint64_t query, const google::type::Date& as_of,
                                    clock::Day today, size_t key_parts) {
  DayPage page{.day = clock::FromDate(as_of).value_or(today), .after = {}, .query = query};
  OCOP_ASSIGN_OR_RETURN(const std::vector<std::string> parts, pagination::Decode(token, query, key_parts + 1));
  if (parts.empty()) return page;
  const auto day = clock::ParseDay(parts.front());
  if (!day) return pagination::DamagedToken();
  page.day = *day;
  page.after.assign(parts.begin() + 1, parts.end());
  return page;
}

}  // namespace ocop
