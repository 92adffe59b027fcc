#include "services/training/handlers/seats.h"

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/status/status.h"
#include "ocop/training/v1/learner_service.pb.h"
#include "services/training/errors.h"
#include "services/training/rules/names.h"
#include "services/training/rules/sessions.h"
#include "services/training/store/enrolments.h"
#include "services/training/store/tables.h"

namespace ocop::training {

using ocop::journal::v1::JournalEntry;
using resource::Scope;
using v1::Class;
using v1::Enrolment;
using v1::Learner;

namespace {

// Gives the seat and takes the hours; the engagement that forbids it, and then nothing is changed.
absl::StatusOr<std::optional<Engagement>> Seat(Scope& scope, const Class& a_class, Enrolment& enrolment) {
  const std::vector<std::string> hours = SessionHours(a_class);
  const std::string learner = LastId(enrolment.learner());
  OCOP_ASSIGN_OR_RETURN(std::optional<Engagement> engagement,
                        EngagementAt(scope.transaction(), a_class.name(), learner, hours));
  if (engagement) return engagement;
  enrolment.set_state(Enrolment::STATE_ENROLLED);
  enrolment.clear_queue_position();
  enrolment.clear_note();
  OCOP_RETURN_IF_ERROR(SaveEnrolment(scope, enrolment));
  OCOP_RETURN_IF_ERROR(TakeHours(scope.transaction(), a_class.name(), learner, hours));
  return std::nullopt;
}

absl::Status PassOver(Scope& scope, Enrolment& enrolment, const std::string& why) {
  const std::string note = absl::StrCat("A free seat went to the next: ", why, ".");
  if (enrolment.note() == note) return absl::OkStatus();
  enrolment.set_note(note);
  return SaveEnrolment(scope, enrolment);
}

}  // namespace

absl::Status SaveEnrolment(Scope& scope, Enrolment& enrolment) {
  // The etag comes from the table.
  const bool is_new = enrolment.etag().empty();
  const absl::Status written = is_new ? EnrolmentTable().Insert(scope.transaction(), enrolment)
                                      : EnrolmentTable().Update(scope.transaction(), enrolment);
  OCOP_RETURN_IF_ERROR(written);
  scope.Record(EnrolmentTable(), is_new ? JournalEntry::ACTION_CREATE : JournalEntry::ACTION_UPDATE, enrolment);
  return absl::OkStatus();
}

absl::Status RequireInPost(Scope& scope, const Class& a_class, const std::string& name) {
  const auto learner = scope.Read<Learner>(LearnerTable(), name);
  // The rest is told by whoever looks the learner up.
  if (absl::IsNotFound(learner.status())) return absl::OkStatus();
  if (!learner.ok()) return learner.status();
  const auto end = clock::FromDate(learner->post_end_date());
  const std::vector<clock::Day> days = SessionDays(a_class);
  if (!end || days.empty() || *end >= days.front()) return absl::OkStatus();
  return PostEnded(name, clock::FormatDay(*end), a_class.name(), clock::FormatDay(days.front()));
}

absl::Status GiveFreeSeats(Scope& scope, const Class& a_class) {
  OCOP_ASSIGN_OR_RETURN(Seats seats, SeatsOf(scope.transaction(), a_class.name()));
  if (!seats.HasFree()) return absl::OkStatus();
  OCOP_ASSIGN_OR_RETURN(std::vector<Enrolment> waiting, WaitingFor(scope.transaction(), a_class.name()));
  for (Enrolment& next : waiting) {
    if (!seats.HasFree()) break;
    const absl::Status in_post = RequireInPost(scope, a_class, next.learner());
    if (status::ReasonOf(in_post) == kPostEnded) {
      OCOP_RETURN_IF_ERROR(PassOver(scope, next, std::string(in_post.message())));
      continue;
    }
    OCOP_RETURN_IF_ERROR(in_post);
    OCOP_ASSIGN_OR_RETURN(const std::optional<Engagement> engagement, Seat(scope, a_class, next));
    if (engagement) {
      OCOP_RETURN_IF_ERROR(PassOver(
          scope, next, absl::StrCat("the learner is enrolled in ", engagement->class_name, " at ", engagement->hours)));
    } else {
      ++seats.enrolled;
    }
  }
  return absl::OkStatus();
}

absl::Status TakeSeat(Scope& scope, const Class& a_class, Enrolment& enrolment) {
  OCOP_RETURN_IF_ERROR(RequireInPost(scope, a_class, enrolment.learner()));
  // A seat may be free that those who wait could not take when it became so.
  OCOP_RETURN_IF_ERROR(GiveFreeSeats(scope, a_class));
  OCOP_ASSIGN_OR_RETURN(const Seats seats, SeatsOf(scope.transaction(), a_class.name()));
  if (seats.HasFree()) {
    OCOP_ASSIGN_OR_RETURN(const std::optional<Engagement> engagement, Seat(scope, a_class, enrolment));
    return engagement ? LearnerBusy(enrolment.learner(), engagement->class_name, engagement->hours) : absl::OkStatus();
  }
  OCOP_ASSIGN_OR_RETURN(const int position, NextQueuePosition(scope.transaction(), a_class.name()));
  enrolment.set_state(Enrolment::STATE_WAITLISTED);
  enrolment.set_queue_position(position);
  enrolment.clear_note();
  return SaveEnrolment(scope, enrolment);
}

absl::Status LeaveLists(Scope& scope, Enrolment& enrolment, Enrolment::State to, const std::string& note) {
  // The hours first: they refer to the seat.
  if (enrolment.state() == Enrolment::STATE_ENROLLED) {
    OCOP_RETURN_IF_ERROR(GiveHoursBack(scope.transaction(), ParentOf(enrolment.name()), LastId(enrolment.learner())));
  }
  enrolment.set_state(to);
  enrolment.clear_queue_position();
  enrolment.set_note(note);
  return SaveEnrolment(scope, enrolment);
}

absl::Status MoveHours(Scope& scope, const Class& a_class) {
  const std::vector<std::string> hours = SessionHours(a_class);
  OCOP_ASSIGN_OR_RETURN(const std::vector<Enrolment> enrolled,
                        EnrolmentsOf(scope.transaction(), a_class.name(), Enrolment::STATE_ENROLLED));
  for (const Enrolment& enrolment : enrolled) {
    const std::string learner = LastId(enrolment.learner());
    OCOP_ASSIGN_OR_RETURN(const std::optional<Engagement> engagement,
                          EngagementAt(scope.transaction(), a_class.name(), learner, hours));
    if (engagement) return LearnerBusy(enrolment.learner(), engagement->class_name, engagement->hours);
    OCOP_RETURN_IF_ERROR(GiveHoursBack(scope.transaction(), a_class.name(), learner));
    OCOP_RETURN_IF_ERROR(TakeHours(scope.transaction(), a_class.name(), learner, hours));
  }
  return absl::OkStatus();
}

}  // namespace ocop::training
