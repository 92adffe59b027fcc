// Parts of resource names.
#pragma once

#include <string>

#include "services/names.h"

namespace ocop::training {

// `provinces/82/learners/b` of `provinces/82/classes/a/enrolments/b`: an enrolment has its learner's id.
inline std::string LearnerOfEnrolment(const std::string& enrolment) {
  return "provinces/" + ProvinceCode(enrolment) + "/learners/" + LastId(enrolment);
}

}  // namespace ocop::training
