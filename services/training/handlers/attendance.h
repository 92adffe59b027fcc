// Rules of the roll call.
#pragma once

#include "common/resource/write.h"
#include "ocop/training/v1/class_service.pb.h"

namespace ocop::training {

// Attended days are sessions of the class, and none lies in the future; who attends a class with seats has one.
// Completes `completion_date`.
absl::Status CheckAttendance(resource::Scope& scope, const v1::Attendance* before, v1::Attendance& after);

// Completes `completion_date` by the rule of the class. CERTIFICATE_IN_FORCE where that moves or takes back a
// completion that was certified.
absl::Status SetCompletion(resource::Scope& scope, const v1::Class& a_class, v1::Attendance& attendance);

}  // namespace ocop::training
