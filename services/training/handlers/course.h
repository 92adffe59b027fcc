// Rules of courses.
#pragma once

#include "common/resource/write.h"
#include "ocop/training/v1/course_service.pb.h"

namespace ocop::training {

absl::Status CheckCourse(resource::Scope& scope, const v1::Course* before, v1::Course& after);

}  // namespace ocop::training
