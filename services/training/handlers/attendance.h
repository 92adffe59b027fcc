// Rules of the roll call.
#pragma once

#include <vector>

#include "common/resource/write.h"
#include "ocop/training/v1/class_service.pb.h"

namespace ocop::training {

// Locks the class of an attendance, before the attendance itself: whoever calls the roll locks in this order.
absl::Status LockClassOf(resource::Scope& scope, const std::string& attendance);

// Attended days are sessions of the class, and none lies in the future; who attends a class with seats has one.
// Completes `completion_date`.
absl::Status CheckAttendance(resource::Scope& scope, const v1::Attendance* before, v1::Attendance& after);

// Completes `completion_date` of attendances of the class by its rule. CERTIFICATE_IN_FORCE where that moves or takes
// back a completion that was certified.
absl::Status SetCompletion(resource::Scope& scope, const v1::Class& a_class,
                           const std::vector<v1::Attendance*>& attendances);

}  // namespace ocop::training
