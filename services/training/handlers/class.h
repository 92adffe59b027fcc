// Rules of classes.
#pragma once

#include "common/resource/write.h"
#include "ocop/training/v1/class_service.pb.h"

namespace ocop::training {

// Sessions and what completes the class stay as they are once roll was called: what is completed stays completed.
absl::Status CheckClass(resource::Scope& scope, const v1::Class* before, v1::Class& after);

}  // namespace ocop::training
