#include "services/training/handlers/class.h"

#include "common/clock/date.h"
#include "common/status/status.h"
#include "services/training/errors.h"
#include "services/training/store/roll_call.h"

namespace ocop::training {

using v1::Class;

namespace {

std::vector<clock::Day> Sessions(const Class& a_class) {
  std::vector<clock::Day> days;
  for (const auto& date : a_class.session_dates()) days.push_back(clock::FromDate(date).value_or(0));
  return days;
}

bool StrictlyRising(const std::vector<clock::Day>& days) {
  return std::adjacent_find(days.begin(), days.end(), std::greater_equal<>()) == days.end();
}

}  // namespace

absl::Status CheckClass(resource::Scope& scope, const Class* before, Class& after) {
  status::Violations violations;
  const std::vector<clock::Day> sessions = Sessions(after);
  if (!StrictlyRising(sessions)) violations.Add("class.session_dates", "must rise, no day twice");
  if (after.required_session_count() > static_cast<int>(sessions.size())) {
    violations.Add("class.required_session_count", "exceeds the number of sessions");
  }
  OCOP_RETURN_IF_ERROR(violations.ToStatus());
  if (before == nullptr) return absl::OkStatus();
  const bool same = Sessions(*before) == sessions && before->required_session_count() == after.required_session_count();
  if (same) return absl::OkStatus();
  OCOP_ASSIGN_OR_RETURN(const bool called, RollWasCalled(scope.transaction(), after.name()));
  return called ? RollCalled(after.name()) : absl::OkStatus();
}

}  // namespace ocop::training
