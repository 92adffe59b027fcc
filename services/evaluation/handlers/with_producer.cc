#include "services/evaluation/handlers/with_producer.h"

#include "common/status/status.h"
#include "services/evaluation/access.h"
#include "services/evaluation/errors.h"
#include "services/evaluation/rules/steps.h"
#include "services/evaluation/store/tables.h"

namespace ocop::evaluation {

absl::Status RequireWithProducer(resource::Scope& scope, const std::string& name, const std::string& action) {
  OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), {kProducer}));
  const std::string dossier_name = name.substr(0, name.find("/evidenceItems/"));
  OCOP_ASSIGN_OR_RETURN(const v1::Dossier dossier, scope.Read<v1::Dossier>(DossierTable(), dossier_name, true));
  if (IsWithProducer(dossier.state())) return absl::OkStatus();
  return WrongState(dossier, action, ActionsFrom(dossier.state()));
}

}  // namespace ocop::evaluation
