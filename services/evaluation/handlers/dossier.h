// Dossiers on their way.
#pragma once

#include "common/rpc/service.h"
#include "ocop/evaluation/v1/dossier_service.pb.h"
#include "services/evaluation/handlers/context.h"

namespace ocop::evaluation {

// What a producer may write: only while the dossier is with them.
absl::Status CheckDossier(const Catalogue& catalogue, resource::Scope& scope, const v1::Dossier* before,
                          v1::Dossier& after);
absl::Status CheckDossierDelete(resource::Scope& scope, const v1::Dossier& dossier);

// The steps and ListOverdueDossiers.
void BindDossierSteps(rpc::Service& service, const Context& context);

}  // namespace ocop::evaluation
