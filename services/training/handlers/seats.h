// Who gets a seat of a class. The class's row must be locked: seats are given by one at a time.
#pragma once

#include <string>

#include "common/resource/write.h"
#include "ocop/training/v1/class_service.pb.h"
#include "ocop/training/v1/enrolment_service.pb.h"

namespace ocop::training {

// Writes an enrolment, new or not, with its journal entry.
absl::Status SaveEnrolment(resource::Scope& scope, v1::Enrolment& enrolment);

// OK while the learner's post, if it ends at all, ends no earlier than the class begins; else FAILED_PRECONDITION
// `POST_ENDED`.
absl::Status RequireInPost(resource::Scope& scope, const v1::Class& a_class, const std::string& learner);

// Enrols the learner, or puts the learner at the end of the waiting list when no seat is free once those who wait were
// asked. FAILED_PRECONDITION `LEARNER_BUSY` for a seat in two classes at one hour.
absl::Status TakeSeat(resource::Scope& scope, const v1::Class& a_class, v1::Enrolment& enrolment);

// Gives free seats to those who wait, in their order. Who is busy at the hours of the class is passed over, stays where
// he is, and the enrolment says so.
absl::Status GiveFreeSeats(resource::Scope& scope, const v1::Class& a_class);

// Takes the seat, the place in the queue or the invitation from a learner.
absl::Status LeaveLists(resource::Scope& scope, v1::Enrolment& enrolment, v1::Enrolment::State to,
                        const std::string& note);

// Takes the hours of the class as they are now for everyone enrolled.
absl::Status MoveHours(resource::Scope& scope, const v1::Class& a_class);

}  // namespace ocop::training
