#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/status/status.h"
#include "ocop/training/v1/enrolment_service.pb.h"
#include "services/training/access.h"
#include "services/training/errors.h"
#include "services/training/handlers/attendance.h"
#include "services/training/handlers/class.h"
#include "services/training/rules/names.h"
#include "services/training/rules/sessions.h"
#include "services/training/store/enrolments.h"
#include "services/training/store/roll_call.h"
#include "services/training/store/tables.h"

namespace ocop::training {

using resource::Scope;
using v1::Attendance;
using v1::CallRollRequest;
using v1::CallRollResponse;
using v1::Class;
using v1::Enrolment;

namespace {

// Attendances by learner; those of whoever is called for the first time have no etag.
using ByLearner = std::map<std::string, Attendance>;

absl::StatusOr<ByLearner> AllOnTheRoll(Scope& scope, const Class& a_class) {
  OCOP_ASSIGN_OR_RETURN(std::vector<Attendance> roll, Roll(scope.transaction(), a_class.name()));
  ByLearner all;
  for (Attendance& attendance : roll) all[attendance.learner()] = std::move(attendance);
  return all;
}

// Enters whoever is called for the first time: under the learner's id, or another one when somebody else's attendance
// was made with that.
void AddNew(Scope& scope, ids::IdSource& ids, const Class& a_class, const std::set<std::string>& called,
            ByLearner& all) {
  std::set<std::string> taken;
  for (const auto& [learner, attendance] : all) taken.insert(attendance.name());
  for (const std::string& learner : called) {
    Attendance& attendance = all[learner];
    if (!attendance.name().empty()) continue;
    const std::string collection = a_class.name() + "/attendances/";
    std::string name = collection + LastId(learner);
    if (taken.count(name) > 0) name = collection + ids.Next(scope.call().now);
    attendance.set_name(name);
    attendance.set_learner(learner);
  }
}

// The learners whom the roll is called of: in a class with seats those enrolled, otherwise those on the roll and those
// who are there.
absl::StatusOr<std::set<std::string>> Called(Scope& scope, const Class& a_class, const ByLearner& all,
                                             const CallRollRequest& request) {
  std::set<std::string> called;
  if (a_class.capacity() > 0) {
    OCOP_ASSIGN_OR_RETURN(const std::vector<Enrolment> enrolled,
                          EnrolmentsOf(scope.transaction(), a_class.name(), Enrolment::STATE_ENROLLED));
    for (const Enrolment& enrolment : enrolled) called.insert(enrolment.learner());
    return called;
  }
  for (const auto& [learner, attendance] : all) called.insert(learner);
  const std::string province = ProvinceCode(a_class.name());
  std::vector<std::string> ids;
  for (const std::string& learner : request.present()) {
    if (ProvinceCode(learner) == province) ids.push_back(LastId(learner));
  }
  OCOP_ASSIGN_OR_RETURN(const std::set<std::string> known, KnownLearners(scope.transaction(), province, ids));
  for (const std::string& id : known) called.insert(absl::StrCat("provinces/", province, "/learners/", id));
  return called;
}

absl::Status CheckPresent(const Class& a_class, const std::set<std::string>& called, const CallRollRequest& request) {
  status::Violations violations;
  const std::vector<clock::Day> sessions = SessionDays(a_class);
  const clock::Day day = clock::FromDate(request.session_date()).value_or(0);
  if (std::find(sessions.begin(), sessions.end(), day) == sessions.end()) {
    violations.Add("session_date", "is not a session of the class");
  }
  std::set<std::string> named;
  for (int i = 0; i < request.present_size(); ++i) {
    const std::string path = absl::StrCat("present[", i, "]");
    if (called.count(request.present(i)) == 0) {
      violations.Add(path, a_class.capacity() > 0 ? "is not enrolled in the class"
                                                  : "is not a learner of the province of the class");
    } else if (!named.insert(request.present(i)).second) {
      violations.Add(path, "is named twice");
    }
  }
  return violations.ToStatus();
}

// Whether the attendance changed.
bool SetPresent(Attendance& attendance, clock::Day day, bool present) {
  std::vector<clock::Day> days = DaysOf(attendance.attended_dates());
  const auto place = std::lower_bound(days.begin(), days.end(), day);
  const bool was_present = place != days.end() && *place == day;
  if (was_present == present) return false;
  if (present) {
    days.insert(place, day);
  } else {
    days.erase(place);
  }
  attendance.clear_attended_dates();
  for (const clock::Day attended : days) *attendance.add_attended_dates() = clock::ToDate(attended);
  return true;
}

}  // namespace

absl::StatusOr<CallRollResponse> CallRoll(Scope& scope, const CallRollRequest& request, ids::IdSource& ids) {
  OCOP_RETURN_IF_ERROR(RequireOfficer(scope.call()));
  OCOP_ASSIGN_OR_RETURN(const Class a_class, scope.Read<Class>(ClassTable(), request.name(), true));
  if (a_class.cancelled()) return ClassCancelled(request.name());
  OCOP_ASSIGN_OR_RETURN(ByLearner all, AllOnTheRoll(scope, a_class));
  OCOP_ASSIGN_OR_RETURN(const std::set<std::string> called, Called(scope, a_class, all, request));
  OCOP_RETURN_IF_ERROR(CheckPresent(a_class, called, request));
  const clock::Day day = clock::FromDate(request.session_date()).value_or(0);
  const std::set<std::string> present(request.present().begin(), request.present().end());
  AddNew(scope, ids, a_class, called, all);
  std::vector<Attendance*> changed;
  for (const std::string& learner : called) {
    Attendance& attendance = all[learner];
    const bool differs = SetPresent(attendance, day, present.count(learner) > 0);
    if (differs || attendance.etag().empty()) changed.push_back(&attendance);
  }
  OCOP_RETURN_IF_ERROR(SetCompletion(scope, a_class, changed));
  OCOP_RETURN_IF_ERROR(scope.Save(AttendanceTable(), {changed.begin(), changed.end()}));
  CallRollResponse response;
  for (const std::string& learner : called) *response.add_attendances() = std::move(all[learner]);
  return response;
}

}  // namespace ocop::training
