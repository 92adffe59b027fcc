// Rules of learners.
#pragma once

#include "common/resource/write.h"
#include "ocop/training/v1/learner_service.pb.h"

namespace ocop::training {

absl::Status CheckLearner(resource::Scope& scope, const v1::Learner* before, v1::Learner& after);

}  // namespace ocop::training
