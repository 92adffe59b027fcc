#include "services/evaluation/definition.h"

#include "common/resource/standard.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"
#include "services/evaluation/embedded_criteria.h"
#include "services/evaluation/embedded_migrations.h"
#include "services/evaluation/handlers/assessment.h"
#include "services/evaluation/handlers/context.h"
#include "services/evaluation/handlers/council.h"
#include "services/evaluation/handlers/criteria.h"
#include "services/evaluation/handlers/dossier.h"
#include "services/evaluation/handlers/recognition.h"
#include "services/evaluation/store/tables.h"

namespace ocop::evaluation {
namespace {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages of this service alone
using resource::BindStandard;
using resource::RulesOf;

rpc::Service CriteriaService(const Context& context) {
  rpc::Service service("ocop.evaluation.v1.CriteriaService");
  BindCriteria(service, context);
  return service;
}

rpc::Service DossierService(const Context& context) {
  rpc::Service service("ocop.evaluation.v1.DossierService");
  BindStandard(service, context.home, DossierTable(),
               RulesOf<Dossier>(
                   [catalogue = context.catalogue](resource::Scope& scope, const Dossier* before, Dossier& after) {
                     return CheckDossier(*catalogue, scope, before, after);
                   },
                   CheckDossierDelete));
  BindDossierSteps(service, context);
  return service;
}

rpc::Service CouncilService(const Context& context) {
  rpc::Service service("ocop.evaluation.v1.CouncilService");
  BindStandard(service, context.home, CouncilTable(), RulesOf<Council>(CheckCouncil));
  BindStandard(service, context.home, SheetAcceptanceTable(),
               RulesOf<SheetAcceptance>([catalogue = context.catalogue](resource::Scope& scope, const SheetAcceptance*,
                                                                        SheetAcceptance& after) {
                 return CheckSheetAcceptance(*catalogue, scope, after);
               }));
  return service;
}

rpc::Service AssessmentService(const Context& context) {
  rpc::Service service("ocop.evaluation.v1.AssessmentService");
  BindStandard(service, context.home, ScoringRoundTable());
  BindStandard(service, context.home, ScoreCardTable());
  BindRounds(service, context);
  BindScoreCards(service, context);
  BindSimulation(service, context);
  return service;
}

rpc::Service RecognitionService(const Context& context) {
  rpc::Service service("ocop.evaluation.v1.RecognitionService");
  BindStandard(service, context.home, RecognitionTable(), RulesOf<Recognition>(CheckRecognition));
  BindRevokeRecognition(service, context.home);
  return service;
}

absl::StatusOr<std::vector<rpc::Service>> Services(const resource::Home& home, const std::string& criteria_folder) {
  absl::StatusOr<Catalogue> catalogue =
      criteria_folder.empty() ? Catalogue::Load(kCriteria) : Catalogue::LoadFolder(criteria_folder);
  if (!catalogue.ok()) return catalogue.status();
  const Context context{home, std::make_shared<const Catalogue>(*std::move(catalogue))};
  std::vector<rpc::Service> services;
  services.push_back(CriteriaService(context));
  services.push_back(DossierService(context));
  services.push_back(CouncilService(context));
  services.push_back(AssessmentService(context));
  services.push_back(RecognitionService(context));
  return services;
}

}  // namespace

service::Definition Definition() {
  // Given when the settings are read, which is before the services are made.
  auto criteria_folder = std::make_shared<const std::string*>(nullptr);
  return {.name = "evaluation",
          .description = "From a product's dossier to its recognised stars.",
          .default_listen = "127.0.0.1:50052",
          .default_metrics_listen = "127.0.0.1:9102",
          .migrations = kMigrations,
          .tables = Tables(),
          .services =
              [criteria_folder](const resource::Home& home) {
                return Services(home, *criteria_folder == nullptr ? "" : **criteria_folder);
              },
          .settings =
              [criteria_folder](config::Settings& settings) {
                *criteria_folder =
                    &settings.Text("criteria-folder", "", "Criteria sets as .txtpb files, in place of those built in");
              }};
}

}  // namespace ocop::evaluation
