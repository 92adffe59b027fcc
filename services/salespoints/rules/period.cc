#include "services/salespoints/rules/period.h"

#include "common/clock/date.h"

namespace ocop::salespoints {

void RequirePeriod(status::Violations& violations, const std::string& field, const google::type::Date& first,
                   const google::type::Date& last) {
  const absl::CivilDay begin(first.year(), first.month(), first.day());
  const absl::CivilDay end(last.year(), last.month(), last.day());
  const absl::CivilMonth month(begin);
  for (const int length : {1, 3, 12}) {
    const bool begins = begin == absl::CivilDay(month) && (month.month() - 1) % length == 0;
    if (begins && end == absl::CivilDay(month + length) - 1) return;
  }
  violations.Add(field, "is not the last day of the month, quarter or year that begins with period_start");
}

}  // namespace ocop::salespoints
