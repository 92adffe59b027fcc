#include "services/training/errors.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status.h"

namespace ocop::training {

using absl::FailedPreconditionError;
using status::WithReason;
using v1::Enrolment;

absl::Status RollCalled(const std::string& name, const std::string& what) {
  return WithReason(FailedPreconditionError(absl::StrCat("roll was called in ", name, ": ", what)),
                    "ROLL_ALREADY_CALLED", {{"name", name}});
}

absl::Status ClassCancelled(const std::string& name) {
  return WithReason(FailedPreconditionError(absl::StrCat(name, " was cancelled")), "CLASS_CANCELLED", {{"name", name}});
}

absl::Status ClassOver(const std::string& name, const std::string& last_session) {
  return WithReason(FailedPreconditionError(absl::StrCat("the last session of ", name, " was on ", last_session)),
                    "CLASS_OVER", {{"name", name}, {"last_session", last_session}});
}

absl::Status WithoutSeats(const std::string& name) {
  return WithReason(FailedPreconditionError(absl::StrCat(
                        name, " has no seats to enrol for: set its capacity, or enter the attendance as it is")),
                    "CLASS_WITHOUT_SEATS", {{"name", name}});
}

absl::Status CapacityBelowEnrolled(const std::string& name, int capacity, int enrolled) {
  return WithReason(
      FailedPreconditionError(absl::StrCat(enrolled, " are enrolled in ", name, ", more than ", capacity)),
      "CAPACITY_BELOW_ENROLLED",
      {{"name", name}, {"capacity", absl::StrCat(capacity)}, {"enrolled", absl::StrCat(enrolled)}});
}

absl::Status ClassInUse(const std::string& name) {
  return WithReason(FailedPreconditionError(absl::StrCat("learners are on the lists of ", name,
                                                         ": it can no longer begin or cease to have seats")),
                    "CLASS_IN_USE", {{"name", name}});
}

absl::Status WrongState(const Enrolment& enrolment, const std::string& action,
                        const std::vector<std::string>& allowed) {
  const std::string state = Enrolment::State_Name(enrolment.state());
  const std::string steps = absl::StrJoin(allowed, ", ");
  return WithReason(FailedPreconditionError(absl::StrCat(action, " is no step from ", state, ", where ",
                                                         enrolment.name(), " is; possible are: ", steps)),
                    "ENROLMENT_STATE",
                    {{"name", enrolment.name()}, {"state", state}, {"action", action}, {"allowed", steps}});
}

absl::Status LearnerBusy(const std::string& learner, const std::string& other_class, const std::string& hours) {
  return WithReason(FailedPreconditionError(absl::StrCat(learner, " is enrolled in ", other_class, " at ", hours)),
                    "LEARNER_BUSY", {{"learner", learner}, {"class", other_class}, {"session", hours}});
}

absl::Status TrainerBusy(const std::string& trainer, const std::string& other_class, const std::string& hours) {
  return WithReason(FailedPreconditionError(absl::StrCat(trainer, " teaches in ", other_class, " at ", hours)),
                    "TRAINER_BUSY", {{"trainer", trainer}, {"class", other_class}, {"session", hours}});
}

absl::Status PlaceTaken(const std::string& place, const std::string& other_class, const std::string& hours) {
  return WithReason(FailedPreconditionError(absl::StrCat(other_class, " is held at ", place, " at ", hours)),
                    "PLACE_TAKEN", {{"place", place}, {"class", other_class}, {"session", hours}});
}

absl::Status PostEnded(const std::string& learner, const std::string& end_date, const std::string& a_class,
                       const std::string& first_session) {
  return WithReason(
      FailedPreconditionError(absl::StrCat("the post of ", learner, " ends on ", end_date, ", before ", a_class,
                                           " begins on ", first_session)),
      kPostEnded,
      {{"learner", learner}, {"post_end_date", end_date}, {"class", a_class}, {"first_session", first_session}});
}

absl::Status NotTheLearner() {
  return WithReason(absl::PermissionDeniedError("the caller is not the learner, by the learner's account"),
                    "NOT_THE_LEARNER");
}

absl::Status NotEnrolled(const std::string& learner, const std::string& a_class) {
  return WithReason(FailedPreconditionError(absl::StrCat(learner, " has no seat in ", a_class)), "NOT_ENROLLED",
                    {{"learner", learner}, {"class", a_class}});
}

absl::Status NotCompleted(const std::string& attendance) {
  return WithReason(FailedPreconditionError(absl::StrCat("by ", attendance, " the class is not completed")),
                    "CLASS_NOT_COMPLETED", {{"attendance", attendance}});
}

absl::Status CertificateInForce(const std::string& attendance) {
  return WithReason(
      FailedPreconditionError(absl::StrCat("the completion by ", attendance, " is certified: revoke that first")),
      "CERTIFICATE_IN_FORCE", {{"attendance", attendance}});
}

absl::Status CertificateRevoked(const std::string& name) {
  return WithReason(FailedPreconditionError(absl::StrCat(name, " is revoked already")), "CERTIFICATE_REVOKED",
                    {{"name", name}});
}

absl::Status FeedbackAlreadyGiven(const std::string& a_class) {
  return WithReason(absl::AlreadyExistsError("the caller has answered for this class"), "FEEDBACK_ALREADY_GIVEN",
                    {{"class", a_class}});
}

}  // namespace ocop::training
