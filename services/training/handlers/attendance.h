// Rules of the roll call.
#pragma once

#include "common/resource/write.h"
#include "ocop/training/v1/class_service.pb.h"

namespace ocop::training {

// Attended days are sessions of the class, and none lies in the future; completes `completion_date`.
absl::Status CheckAttendance(resource::Scope& scope, const v1::Attendance* before, v1::Attendance& after);

}  // namespace ocop::training
