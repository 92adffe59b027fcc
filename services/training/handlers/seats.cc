#include "services/training/handlers/seats.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/database/error.h"
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

// So many who wait are asked together when a seat is free.
constexpr size_t kAskedTogether = 100;

void Seat(Enrolment& enrolment) {
  enrolment.set_state(Enrolment::STATE_ENROLLED);
  enrolment.clear_queue_position();
  enrolment.clear_note();
}

// OK while the post, if it ends at all, ends no earlier than the class begins.
absl::Status CheckPost(const Class& a_class, const Learner& learner) {
  const auto end = clock::FromDate(learner.post_end_date());
  const std::vector<clock::Day> days = SessionDays(a_class);
  if (!end || days.empty() || *end >= days.front()) return absl::OkStatus();
  return PostEnded(learner.name(), clock::FormatDay(*end), a_class.name(), clock::FormatDay(days.front()));
}

absl::Status Busy(const std::string& learner, const Engagement& engagement) {
  return LearnerBusy(learner, engagement.class_name, engagement.hours);
}

std::vector<std::string> LearnersOf(const std::vector<Enrolment>& enrolments) {
  std::vector<std::string> learners;
  for (const Enrolment& enrolment : enrolments) learners.push_back(enrolment.learner());
  return learners;
}

std::vector<std::string> IdsOf(const std::vector<std::string>& names) {
  std::vector<std::string> ids;
  for (const std::string& name : names) ids.push_back(LastId(name));
  return ids;
}

// Why learners cannot take a seat of the class, by their names.
absl::StatusOr<std::map<std::string, std::string>> Obstacles(Scope& scope, const Class& a_class,
                                                             const std::vector<std::string>& learners) {
  std::map<std::string, std::string> obstacles;
  OCOP_ASSIGN_OR_RETURN(const auto engagements,
                        EngagementsAt(scope.transaction(), a_class.name(), IdsOf(learners), SessionHours(a_class)));
  std::vector<absl::StatusOr<std::shared_ptr<const google::protobuf::Message>>> found(learners.size());
  OCOP_RETURN_IF_ERROR(LearnerTable().ReadMany(scope.transaction(), learners, found));
  for (size_t i = 0; i < learners.size(); ++i) {
    if (!found[i].ok()) return found[i].status();
    const absl::Status in_post = CheckPost(a_class, static_cast<const Learner&>(**found[i]));
    const auto engagement = engagements.find(LastId(learners[i]));
    if (!in_post.ok()) {
      obstacles[learners[i]] = std::string(in_post.message());
    } else if (engagement != engagements.end()) {
      obstacles[learners[i]] =
          absl::StrCat("the learner is enrolled in ", engagement->second.class_name, " at ", engagement->second.hours);
    }
  }
  return obstacles;
}

// Whether the enrolment changed.
bool PassOver(Enrolment& enrolment, const std::string& why) {
  const std::string note = absl::StrCat("A free seat went to the next: ", why, ".");
  if (enrolment.note() == note) return false;
  enrolment.set_note(note);
  return true;
}

// Whom the free seats of a class go to. Looked up without locking learners, of whom most may be in the way of nobody.
struct Asked {
  // Once those below are seated.
  Seats seats;
  // Those who waited and are seated, or are newly passed over.
  std::vector<Enrolment> changed;
  // Ids of the learners who are seated.
  std::vector<std::string> seated;
};

// Asks these, in their order, while there are free seats.
absl::Status Ask(Scope& scope, const Class& a_class, std::vector<Enrolment> waiting, Asked& asked) {
  OCOP_ASSIGN_OR_RETURN(const auto obstacles, Obstacles(scope, a_class, LearnersOf(waiting)));
  for (Enrolment& next : waiting) {
    if (!asked.seats.HasFree()) break;
    if (const auto obstacle = obstacles.find(next.learner()); obstacle != obstacles.end()) {
      if (PassOver(next, obstacle->second)) asked.changed.push_back(std::move(next));
      continue;
    }
    Seat(next);
    ++asked.seats.enrolled;
    asked.seated.push_back(LastId(next.learner()));
    asked.changed.push_back(std::move(next));
  }
  return absl::OkStatus();
}

absl::StatusOr<Asked> AskThoseWhoWait(Scope& scope, const Class& a_class) {
  Asked asked;
  OCOP_ASSIGN_OR_RETURN(asked.seats, SeatsOf(scope.transaction(), a_class.name()));
  if (!asked.seats.HasFree()) return asked;
  OCOP_ASSIGN_OR_RETURN(std::vector<Enrolment> waiting, WaitingFor(scope.transaction(), a_class.name()));
  for (size_t first = 0; first < waiting.size() && asked.seats.HasFree();) {
    const auto free = static_cast<size_t>(asked.seats.capacity - asked.seats.enrolled);
    const size_t end = std::min(waiting.size(), first + std::max(free, kAskedTogether));
    OCOP_RETURN_IF_ERROR(Ask(scope, a_class,
                             {std::make_move_iterator(waiting.begin() + static_cast<ptrdiff_t>(first)),
                              std::make_move_iterator(waiting.begin() + static_cast<ptrdiff_t>(end))},
                             asked));
    first = end;
  }
  return asked;
}

// Seats those who were asked, and whoever comes new if there is one.
absl::Status GiveSeats(Scope& scope, const Class& a_class, Asked asked, Enrolment* newcomer = nullptr) {
  if (newcomer != nullptr) asked.seated.push_back(LastId(newcomer->learner()));
  OCOP_RETURN_IF_ERROR(LockLearners(scope.transaction(), a_class.name(), asked.seated));
  std::vector<google::protobuf::Message*> changed;
  for (Enrolment& enrolment : asked.changed) changed.push_back(&enrolment);
  if (newcomer != nullptr) {
    Seat(*newcomer);
    changed.push_back(newcomer);
  }
  OCOP_RETURN_IF_ERROR(scope.Save(EnrolmentTable(), changed));
  absl::Status taken = TakeHours(scope.transaction(), a_class.name(), asked.seated, SessionHours(a_class));
  // Another class took them since they were asked: run again, it is found and named.
  if (status::ReasonOf(taken) == database::kExclusionViolation) {
    return resource::RunAgain("another class took an hour of a learner");
  }
  return taken;
}

}  // namespace

absl::Status RequireInPost(Scope& scope, const Class& a_class, const std::vector<std::string>& learners) {
  std::vector<absl::StatusOr<std::shared_ptr<const google::protobuf::Message>>> found(learners.size());
  OCOP_RETURN_IF_ERROR(LearnerTable().ReadMany(scope.transaction(), learners, found));
  for (const auto& learner : found) {
    // The rest is told by whoever looks the learner up.
    if (absl::IsNotFound(learner.status())) continue;
    if (!learner.ok()) return learner.status();
    OCOP_RETURN_IF_ERROR(CheckPost(a_class, static_cast<const Learner&>(**learner)));
  }
  return absl::OkStatus();
}

absl::Status GiveFreeSeats(Scope& scope, const Class& a_class) {
  OCOP_ASSIGN_OR_RETURN(Asked asked, AskThoseWhoWait(scope, a_class));
  return GiveSeats(scope, a_class, std::move(asked));
}

absl::Status TakeSeat(Scope& scope, const Class& a_class, Enrolment& enrolment) {
  OCOP_RETURN_IF_ERROR(RequireInPost(scope, a_class, {enrolment.learner()}));
  Asked asked;
  if (IsOver(a_class, scope.today())) {
    // Who is entered after the last session has been there, which those who still wait have not.
    OCOP_ASSIGN_OR_RETURN(asked.seats, SeatsOf(scope.transaction(), a_class.name()));
  } else {
    // A seat may be free that those who wait could not take when it became so.
    OCOP_ASSIGN_OR_RETURN(asked, AskThoseWhoWait(scope, a_class));
  }
  if (asked.seats.HasFree()) {
    OCOP_ASSIGN_OR_RETURN(const auto engagements, EngagementsAt(scope.transaction(), a_class.name(),
                                                                {LastId(enrolment.learner())}, SessionHours(a_class)));
    if (!engagements.empty()) return Busy(enrolment.learner(), engagements.begin()->second);
    return GiveSeats(scope, a_class, std::move(asked), &enrolment);
  }
  OCOP_RETURN_IF_ERROR(GiveSeats(scope, a_class, std::move(asked)));
  OCOP_ASSIGN_OR_RETURN(const int position, NextQueuePosition(scope.transaction(), a_class.name()));
  enrolment.set_state(Enrolment::STATE_WAITLISTED);
  enrolment.set_queue_position(position);
  enrolment.clear_note();
  return scope.Save(EnrolmentTable(), {&enrolment});
}

absl::Status LeaveLists(Scope& scope, const std::vector<Enrolment*>& enrolments, Enrolment::State to,
                        const std::string& note) {
  if (enrolments.empty()) return absl::OkStatus();
  std::vector<std::string> seated;
  for (Enrolment* enrolment : enrolments) {
    if (enrolment->state() == Enrolment::STATE_ENROLLED) seated.push_back(LastId(enrolment->learner()));
    enrolment->set_state(to);
    enrolment->clear_queue_position();
    enrolment->set_note(note);
  }
  // The hours first: they refer to the seat.
  OCOP_RETURN_IF_ERROR(GiveHoursBack(scope.transaction(), ParentOf(enrolments.front()->name()), seated));
  return scope.Save(EnrolmentTable(), JournalEntry::ACTION_UPDATE, {enrolments.begin(), enrolments.end()});
}

absl::Status MoveHours(Scope& scope, const Class& a_class) {
  const std::vector<std::string> hours = SessionHours(a_class);
  OCOP_ASSIGN_OR_RETURN(const std::vector<Enrolment> enrolled,
                        EnrolmentsOf(scope.transaction(), a_class.name(), Enrolment::STATE_ENROLLED));
  const std::vector<std::string> names = LearnersOf(enrolled);
  const std::vector<std::string> learners = IdsOf(names);
  // Those who wait as well: the same change may have more seats for them.
  OCOP_ASSIGN_OR_RETURN(const std::vector<Enrolment> waiting, WaitingFor(scope.transaction(), a_class.name()));
  std::vector<std::string> wanted = IdsOf(LearnersOf(waiting));
  wanted.insert(wanted.end(), learners.begin(), learners.end());
  OCOP_RETURN_IF_ERROR(LockLearners(scope.transaction(), a_class.name(), wanted));
  OCOP_ASSIGN_OR_RETURN(const auto engagements, EngagementsAt(scope.transaction(), a_class.name(), learners, hours));
  for (const std::string& name : names) {
    const auto engagement = engagements.find(LastId(name));
    if (engagement != engagements.end()) return Busy(name, engagement->second);
  }
  OCOP_RETURN_IF_ERROR(GiveHoursBack(scope.transaction(), a_class.name(), learners));
  return TakeHours(scope.transaction(), a_class.name(), learners, hours);
}

}  // namespace ocop::training
