// What belongs to a dossier can be changed while its producer has it.
#pragma once

#include <string>

#include "common/resource/write.h"
#include "ocop/evaluation/v1/dossier_service.pb.h"

namespace ocop::evaluation {

// PERMISSION_DENIED `NOT_THE_OWNER` unless the caller made the dossier.
absl::Status RequireOwner(const rpc::Call& call, const v1::Dossier& dossier);

// PERMISSION_DENIED unless its producer calls; FAILED_PRECONDITION `DOSSIER_STATE` unless the dossier that `name` lies
// under is a draft or out for a supplement. It stays so until the transaction ends.
absl::Status RequireWithProducer(resource::Scope& scope, const std::string& name, const std::string& action);

}  // namespace ocop::evaluation
