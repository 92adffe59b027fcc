// The refusals of training, one function each.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "ocop/training/v1/enrolment_service.pb.h"

namespace ocop::training {

// Reason of PostEnded.
inline constexpr char kPostEnded[] = "POST_ENDED";

// `what` can no longer happen in a class whose roll was called.
absl::Status RollCalled(const std::string& name, const std::string& what);
absl::Status ClassCancelled(const std::string& name);
// The last session was on `last_session`: nobody but an officer, who enters what was, enrols any more.
absl::Status ClassOver(const std::string& name, const std::string& last_session);
// There is no enrolment in a class without seats.
absl::Status WithoutSeats(const std::string& name);
absl::Status CapacityBelowEnrolled(const std::string& name, int capacity, int enrolled);
absl::Status ClassInUse(const std::string& name);
absl::Status WrongState(const v1::Enrolment& enrolment, const std::string& action,
                        const std::vector<std::string>& allowed);
absl::Status LearnerBusy(const std::string& learner, const std::string& other_class, const std::string& hours);
absl::Status TrainerBusy(const std::string& trainer, const std::string& other_class, const std::string& hours);
absl::Status PlaceTaken(const std::string& place, const std::string& other_class, const std::string& hours);
// The learner's post ends before the first session of the class.
absl::Status PostEnded(const std::string& learner, const std::string& end_date, const std::string& a_class,
                       const std::string& first_session);
absl::Status NotTheLearner();
absl::Status NotEnrolled(const std::string& learner, const std::string& a_class);
absl::Status NotCompleted(const std::string& attendance);
absl::Status CertificateInForce(const std::string& attendance);
absl::Status CertificateRevoked(const std::string& name);
absl::Status FeedbackAlreadyGiven(const std::string& a_class);

}  // namespace ocop::training
