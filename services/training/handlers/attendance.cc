#include "services/training/handlers/attendance.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/resource/errors.h"
#include "common/status/status.h"
#include "ocop/training/v1/enrolment_service.pb.h"
#include "services/training/errors.h"
#include "services/training/rules/completion.h"
#include "services/training/rules/names.h"
#include "services/training/rules/sessions.h"
#include "services/training/store/certificates.h"
#include "services/training/store/tables.h"

namespace ocop::training {

using resource::Scope;
using v1::Attendance;
using v1::Class;
using v1::Enrolment;

namespace {

absl::Status CheckAttendedDays(const Class& a_class, const Attendance& attendance) {
  const std::vector<clock::Day> sessions = SessionDays(a_class);
  const std::vector<clock::Day> attended = DaysOf(attendance.attended_dates());
  status::Violations violations;
  for (size_t i = 0; i < attended.size(); ++i) {
    const std::string field = absl::StrCat("attendance.attended_dates[", i, "]");
    if (i > 0 && attended[i] <= attended[i - 1]) violations.Add(field, "must be later than the one before");
    if (std::find(sessions.begin(), sessions.end(), attended[i]) == sessions.end()) {
      violations.Add(field, "is not a session of the class");
    }
  }
  return violations.ToStatus();
}

absl::Status CheckSeat(Scope& scope, const Class& a_class, const std::string& learner) {
  if (a_class.cancelled()) return ClassCancelled(a_class.name());
  if (a_class.capacity() == 0) return absl::OkStatus();
  const auto enrolment =
      scope.Read<Enrolment>(EnrolmentTable(), absl::StrCat(a_class.name(), "/enrolments/", LastId(learner)));
  if (!enrolment.ok() && enrolment.status().code() != absl::StatusCode::kNotFound) return enrolment.status();
  const bool has_seat =
      enrolment.ok() && enrolment->state() == Enrolment::STATE_ENROLLED && enrolment->learner() == learner;
  return has_seat ? absl::OkStatus() : NotEnrolled(learner, a_class.name());
}

}  // namespace

absl::Status SetCompletion(Scope& scope, const Class& a_class, const std::vector<Attendance*>& attendances) {
  std::vector<std::string> moved;
  for (Attendance* attendance : attendances) {
    const std::optional<clock::Day> completed =
        CompletionDay(a_class.completion_rule(), a_class.sessions_size(), DaysOf(attendance->attended_dates()),
                      attendance->test_score_centi());
    if (attendance->has_completion_date() && clock::FromDate(attendance->completion_date()) != completed) {
      moved.push_back(attendance->name());
    }
    attendance->clear_completion_date();
    if (completed) *attendance->mutable_completion_date() = clock::ToDate(*completed);
  }
  OCOP_ASSIGN_OR_RETURN(const auto certified, FirstCertified(scope.transaction(), moved));
  return certified ? CertificateInForce(*certified) : absl::OkStatus();
}

absl::Status LockClassOf(Scope& scope, const std::string& attendance) {
  const absl::Status locked = scope.Read<Class>(ClassTable(), ParentOf(attendance), true).status();
  return absl::IsNotFound(locked) ? absl::OkStatus() : locked;
}

absl::Status CheckAttendance(Scope& scope, const Attendance*, Attendance& after) {
  // Locked, so that its sessions do not change under the roll call, nor its lists.
  const auto a_class = scope.Read<Class>(ClassTable(), ParentOf(after.name()), true);
  if (a_class.status().code() == absl::StatusCode::kNotFound) return resource::ParentNotFound(after.name());
  if (!a_class.ok()) return a_class.status();
  OCOP_RETURN_IF_ERROR(CheckAttendedDays(*a_class, after));
  OCOP_RETURN_IF_ERROR(CheckSeat(scope, *a_class, after.learner()));
  return SetCompletion(scope, *a_class, {&after});
}

}  // namespace ocop::training
