#include "services/training/rules/steps.h"

namespace ocop::training {

using v1::Enrolment;

// One step is nobody's method: who waits is enrolled when a seat becomes free (handlers/seats.cc).
const steps::Table<Enrolment::State>& EnrolmentSteps() {
  static const auto& steps = *new steps::Table<Enrolment::State>{
      {"InviteLearners", Enrolment::STATE_UNSPECIFIED, Enrolment::STATE_INVITED},
      {"EnrolLearner", Enrolment::STATE_UNSPECIFIED, Enrolment::STATE_ENROLLED},

      {"AcceptInvitation", Enrolment::STATE_INVITED, Enrolment::STATE_ENROLLED},
      {"DeclineInvitation", Enrolment::STATE_INVITED, Enrolment::STATE_DECLINED},
      {"EnrolLearner", Enrolment::STATE_INVITED, Enrolment::STATE_ENROLLED},
      {"WithdrawEnrolment", Enrolment::STATE_INVITED, Enrolment::STATE_WITHDRAWN},

      {"WithdrawEnrolment", Enrolment::STATE_ENROLLED, Enrolment::STATE_WITHDRAWN},
      {"WithdrawEnrolment", Enrolment::STATE_WAITLISTED, Enrolment::STATE_WITHDRAWN},

      // Minds change.
      {"InviteLearners", Enrolment::STATE_DECLINED, Enrolment::STATE_INVITED},
      {"EnrolLearner", Enrolment::STATE_DECLINED, Enrolment::STATE_ENROLLED},
      {"InviteLearners", Enrolment::STATE_WITHDRAWN, Enrolment::STATE_INVITED},
      {"EnrolLearner", Enrolment::STATE_WITHDRAWN, Enrolment::STATE_ENROLLED},
  };
  return steps;
}

}  // namespace ocop::training
