// What belongs to a dossier can be changed while its producer has it.
#pragma once

#include <string>

#include "common/resource/write.h"

namespace ocop::evaluation {

// PERMISSION_DENIED unless a producer calls; FAILED_PRECONDITION `DOSSIER_STATE` unless the dossier that `name` lies
// under is a draft or out for a supplement. It stays so until the transaction ends.
absl::Status RequireWithProducer(resource::Scope& scope, const std::string& name, const std::string& action);

}  // namespace ocop::evaluation
