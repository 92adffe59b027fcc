#include "services/evaluation/handlers/with_producer.h"

#include "common/rpc/roles.h"
#include "common/status/status.h"
#include "services/evaluation/errors.h"
#include "services/evaluation/rules/steps.h"
#include "services/evaluation/store/tables.h"
#include "services/roles.h"

namespace ocop::evaluation {

absl::Status RequireOwner(const rpc::Call& call, const v1::Dossier& dossier) {
  if (call.actor == dossier.owner()) return absl::OkStatus();
  return status::WithReason(absl::PermissionDeniedError("the dossier is another producer's"), "NOT_THE_OWNER");
}

absl::Status RequireWithProducer(resource::Scope& scope, const std::string& name, const std::string& action) {
  OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), {kProducer}));
  const std::string dossier_name = name.substr(0, name.find("/evidenceItems/"));
  OCOP_ASSIGN_OR_RETURN(const v1::Dossier dossier, scope.Read<v1::Dossier>(DossierTable(), dossier_name, true));
  OCOP_RETURN_IF_ERROR(RequireOwner(scope.call(), dossier));
  if (IsWithProducer(dossier.state())) return absl::OkStatus();
  return WrongState(dossier, action, Steps().ActionsFrom(dossier.state()));
}

}  // namespace ocop::evaluation
