#include "services/training/handlers/attendance.h"

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/resource/errors.h"
#include "common/status/status.h"
#include "services/training/store/tables.h"

namespace ocop::training {

using v1::Attendance;
using v1::Class;

namespace {

std::vector<clock::Day> Days(const google::protobuf::RepeatedPtrField<google::type::Date>& dates) {
  std::vector<clock::Day> days;
  for (const auto& date : dates) days.push_back(clock::FromDate(date).value_or(0));
  return days;
}

std::string ClassOf(const Attendance& attendance) {
  return attendance.name().substr(0, attendance.name().rfind("/attendances/"));
}

}  // namespace

absl::Status CheckAttendance(resource::Scope& scope, const Attendance*, Attendance& after) {
  // Locked, so that its sessions do not change under the roll call.
  auto a_class = scope.Read<Class>(ClassTable(), ClassOf(after), true);
  if (!a_class.ok()) return resource::ParentNotFound(after.name());
  const std::vector<clock::Day> sessions = Days(a_class->session_dates());
  const std::vector<clock::Day> attended = Days(after.attended_dates());
  status::Violations violations;
  for (size_t i = 0; i < attended.size(); ++i) {
    const std::string field = absl::StrCat("attendance.attended_dates[", i, "]");
    if (i > 0 && attended[i] <= attended[i - 1]) violations.Add(field, "must be later than the one before");
    if (std::find(sessions.begin(), sessions.end(), attended[i]) == sessions.end()) {
      violations.Add(field, "is not a session of the class");
    }
  }
  OCOP_RETURN_IF_ERROR(violations.ToStatus());
  const size_t required = static_cast<size_t>(a_class->required_session_count());
  if (attended.size() >= required) {
    *after.mutable_completion_date() = clock::ToDate(attended[required - 1]);
  } else {
    after.clear_completion_date();
  }
  return absl::OkStatus();
}

}  // namespace ocop::training
