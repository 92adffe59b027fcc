// How a learner comes onto the lists of a class and off them: which step leads from which state to which. The one table
// that decides.
#pragma once

#include "common/steps/steps.h"
#include "ocop/training/v1/enrolment_service.pb.h"

namespace ocop::training {

// From STATE_UNSPECIFIED: the learner has never been on the lists. To STATE_ENROLLED stands for STATE_WAITLISTED where
// no seat is free. Who may take a step: the learner and officers, whatever the step.
const steps::Table<v1::Enrolment::State>& EnrolmentSteps();

}  // namespace ocop::training
