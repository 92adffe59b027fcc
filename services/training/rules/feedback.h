// What answers say together.
#pragma once

#include <vector>

#include "ocop/training/v1/feedback_service.pb.h"

namespace ocop::training {

// Nothing but that they are too few, when there are fewer than `least`.
v1::ClassFeedbackSummary Summarise(const std::vector<v1::ClassFeedback>& answers, int least);

}  // namespace ocop::training
