// Who gets a seat of a class. The class's row must be locked: seats are given by one at a time.
#pragma once

#include <string>
#include <vector>

#include "common/resource/write.h"
#include "ocop/training/v1/class_service.pb.h"
#include "ocop/training/v1/enrolment_service.pb.h"

namespace ocop::training {

// OK while the posts of the learners, if they end at all, end no earlier than the class begins; else
// FAILED_PRECONDITION `POST_ENDED` of the first whose does not.
absl::Status RequireInPost(resource::Scope& scope, const v1::Class& a_class, const std::vector<std::string>& learners);

// Enrols the learner, or puts the learner at the end of the waiting list when no seat is free once those who wait were
// asked. FAILED_PRECONDITION `LEARNER_BUSY` for a seat in two classes at one hour.
absl::Status TakeSeat(resource::Scope& scope, const v1::Class& a_class, v1::Enrolment& enrolment);

// Gives free seats to those who wait, in their order. Who is busy at the hours of the class is passed over, stays where
// he is, and the enrolment says so.
absl::Status GiveFreeSeats(resource::Scope& scope, const v1::Class& a_class);

// Takes the seat, the place in the queue or the invitation from learners of one class.
absl::Status LeaveLists(resource::Scope& scope, const std::vector<v1::Enrolment*>& enrolments, v1::Enrolment::State to,
                        const std::string& note);

// Takes the hours of the class as they are now for everyone enrolled.
absl::Status MoveHours(resource::Scope& scope, const v1::Class& a_class);

}  // namespace ocop::training
