#include "services/training/handlers/class.h"

#include "common/database/error.h"
#include "common/resource/bind.h"
#include "common/resource/errors.h"
#include "common/status/status.h"
#include "ocop/training/v1/course_service.pb.h"
#include "ocop/training/v1/enrolment_service.pb.h"
#include "services/training/access.h"
#include "services/training/errors.h"
#include "services/training/handlers/seats.h"
#include "services/training/rules/completion.h"
#include "services/training/rules/sessions.h"
#include "services/training/store/class_hours.h"
#include "services/training/store/enrolments.h"
#include "services/training/store/roll_call.h"
#include "services/training/store/tables.h"

namespace ocop::training {

using ocop::journal::v1::JournalEntry;
using resource::Scope;
using v1::CancelClassRequest;
using v1::Class;
using v1::Course;
using v1::Enrolment;

namespace {

// A new class that states no rule takes over its course's.
absl::Status TakeOverRule(Scope& scope, Class& a_class) {
  if (a_class.has_completion_rule()) return absl::OkStatus();
  const auto course = scope.Read<Course>(CourseTable(), a_class.course());
  if (course.status().code() == absl::StatusCode::kNotFound) {
    return status::InvalidField("class.course", "refers to a resource that does not exist");
  }
  if (!course.ok()) return course.status();
  if (course->has_completion_rule()) *a_class.mutable_completion_rule() = course->completion_rule();
  return absl::OkStatus();
}

absl::Status CheckFields(const Class& a_class) {
  status::Violations violations;
  CheckSessions(a_class, violations);
  CheckCompletionRule(a_class.completion_rule(), "class.completion_rule", violations);
  if (a_class.completion_rule().required_session_count() > a_class.sessions_size()) {
    violations.Add("class.completion_rule.required_session_count", "exceeds the number of sessions");
  }
  return violations.ToStatus();
}

absl::Status CheckRoll(Scope& scope, const Class& before, const Class& after) {
  const bool same =
      SessionDays(before) == SessionDays(after) && AreSame(before.completion_rule(), after.completion_rule());
  if (same) return absl::OkStatus();
  OCOP_ASSIGN_OR_RETURN(const bool called, RollWasCalled(scope.transaction(), after.name()));
  return called ? RollCalled(after.name(), "the days of its sessions and what completes it can no longer change")
                : absl::OkStatus();
}

absl::Status ChangeCapacity(Scope& scope, const Class& before, const Class& after) {
  if (before.capacity() == after.capacity()) return absl::OkStatus();
  if ((before.capacity() == 0) != (after.capacity() == 0)) {
    OCOP_ASSIGN_OR_RETURN(const bool in_use, IsInUse(scope.transaction(), after.name()));
    return in_use ? ClassInUse(after.name()) : absl::OkStatus();
  }
  OCOP_ASSIGN_OR_RETURN(const Seats seats, SeatsOf(scope.transaction(), after.name()));
  if (after.capacity() < seats.enrolled) {
    return CapacityBelowEnrolled(after.name(), after.capacity(), seats.enrolled);
  }
  OCOP_RETURN_IF_ERROR(SetCapacity(scope.transaction(), after.name(), after.capacity()));
  return GiveFreeSeats(scope, after);
}

std::vector<ClassHour> HoursOf(const Class& a_class) {
  const std::vector<std::string> hours = SessionHours(a_class);
  std::vector<ClassHour> sessions;
  for (int i = 0; i < a_class.sessions_size(); ++i) {
    const Class::Session& session = a_class.sessions(i);
    sessions.push_back(
        {hours[static_cast<size_t>(i)], Compared(TrainerOf(a_class, session)), Compared(PlaceOf(a_class, session))});
  }
  return sessions;
}

// Takes the hours of the class of its trainers and places.
absl::Status OccupyHours(Scope& scope, const Class& a_class) {
  const std::vector<ClassHour> hours = HoursOf(a_class);
  OCOP_ASSIGN_OR_RETURN(const std::optional<Crossing> crossing, CrossingAt(scope.transaction(), a_class.name(), hours));
  if (crossing) {
    const Class::Session& session = a_class.sessions(crossing->session);
    return crossing->trainer ? TrainerBusy(TrainerOf(a_class, session), crossing->class_name, crossing->hours)
                             : PlaceTaken(PlaceOf(a_class, session), crossing->class_name, crossing->hours);
  }
  absl::Status taken = TakeClassHours(scope.transaction(), a_class.name(), hours);
  // Another class took them since: run again, it is found and named.
  if (status::ReasonOf(taken) == database::kExclusionViolation) {
    return resource::RunAgain("another class took an hour of the trainer or the place");
  }
  return taken;
}

absl::StatusOr<Class> Cancel(Scope& scope, const CancelClassRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireOfficer(scope.call()));
  OCOP_ASSIGN_OR_RETURN(Class a_class, scope.Read<Class>(ClassTable(), request.name(), true));
  OCOP_RETURN_IF_ERROR(resource::RequireCurrent(request, a_class));
  if (a_class.cancelled()) return ClassCancelled(request.name());
  OCOP_ASSIGN_OR_RETURN(const bool called, RollWasCalled(scope.transaction(), request.name()));
  if (called) return RollCalled(request.name(), "it can no longer be cancelled");
  OCOP_ASSIGN_OR_RETURN(std::vector<Enrolment> listed, EnrolmentsOf(scope.transaction(), request.name()));
  std::vector<Enrolment*> leaving;
  for (Enrolment& enrolment : listed) {
    const bool has_left =
        enrolment.state() == Enrolment::STATE_DECLINED || enrolment.state() == Enrolment::STATE_WITHDRAWN;
    if (!has_left) leaving.push_back(&enrolment);
  }
  OCOP_RETURN_IF_ERROR(LeaveLists(scope, leaving, Enrolment::STATE_WITHDRAWN, request.reason()));
  OCOP_RETURN_IF_ERROR(TakeClassHours(scope.transaction(), request.name(), {}));
  a_class.set_cancelled(true);
  a_class.set_cancellation_reason(request.reason());
  OCOP_RETURN_IF_ERROR(ClassTable().Update(scope.transaction(), a_class));
  scope.Record(ClassTable(), JournalEntry::ACTION_UPDATE, a_class);
  return a_class;
}

}  // namespace

absl::Status CheckClass(Scope& scope, const Class* before, Class& after) {
  if (before == nullptr) OCOP_RETURN_IF_ERROR(TakeOverRule(scope, after));
  OCOP_RETURN_IF_ERROR(CheckFields(after));
  if (before == nullptr) return OccupyHours(scope, after);
  if (before->cancelled()) return ClassCancelled(after.name());
  OCOP_RETURN_IF_ERROR(CheckRoll(scope, *before, after));
  OCOP_RETURN_IF_ERROR(OccupyHours(scope, after));
  // The hours of those enrolled before seats are given to others at the new hours.
  if (SessionHours(*before) != SessionHours(after)) OCOP_RETURN_IF_ERROR(MoveHours(scope, after));
  return ChangeCapacity(scope, *before, after);
}

void BindClasses(rpc::Service& service, const Context& context) {
  resource::BindWrite<CancelClassRequest, Class>(service, "CancelClass", context.home, Cancel);
  resource::BindWrite<v1::CallRollRequest, v1::CallRollResponse>(
      service, "CallRoll", context.home,
      [&ids = context.home.ids](resource::Scope& scope, const v1::CallRollRequest& request) {
        return CallRoll(scope, request, ids);
      });
}

}  // namespace ocop::training
