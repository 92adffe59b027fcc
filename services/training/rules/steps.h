// How a learner comes onto the lists of a class and off them: which step leads from which state to which. The one table
// that decides.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ocop/training/v1/enrolment_service.pb.h"

namespace ocop::training {

struct EnrolmentStep {
  // The method: `AcceptInvitation`.
  const char* action;
  // STATE_UNSPECIFIED: the learner has never been on the lists.
  v1::Enrolment::State from;
  // STATE_ENROLLED stands for STATE_WAITLISTED where no seat is free.
  v1::Enrolment::State to;
};

const std::vector<EnrolmentStep>& EnrolmentSteps();

// nullptr when `action` is no step from `from`.
const EnrolmentStep* FindStep(std::string_view action, v1::Enrolment::State from);

// What can be done from a state.
std::vector<std::string> ActionsFrom(v1::Enrolment::State from);

}  // namespace ocop::training
