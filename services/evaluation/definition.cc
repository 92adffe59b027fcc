#include "services/evaluation/definition.h"

#include "absl/strings/str_split.h"
#include "common/crypto/signer.h"
#include "common/resource/standard.h"
#include "common/status/status.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"
#include "services/evaluation/embedded_criteria.h"
#include "services/evaluation/embedded_migrations.h"
#include "services/evaluation/handlers/assessment.h"
#include "services/evaluation/handlers/context.h"
#include "services/evaluation/handlers/council.h"
#include "services/evaluation/handlers/criteria.h"
#include "services/evaluation/handlers/dossier.h"
#include "services/evaluation/handlers/evidence.h"
#include "services/evaluation/handlers/recognition.h"
#include "services/evaluation/store/tables.h"
#include "services/roles.h"

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

rpc::Service EvidenceService(const Context& context) {
  rpc::Service service("ocop.evaluation.v1.EvidenceService");
  BindStandard(service, context.home, EvidenceItemTable(),
               RulesOf<EvidenceItem>(CheckEvidenceItem, CheckEvidenceItemDelete));
  BindStandard(service, context.home, AttachmentTable(), RulesOf<Attachment>(CheckAttachment, CheckAttachmentDelete));
  BindTransfer(service, context);
  return service;
}

rpc::Service CouncilService(const Context& context) {
  rpc::Service service("ocop.evaluation.v1.CouncilService");
  BindStandard(service, context.home, CouncilTable(), RulesOf<Council>(CheckCouncil, CheckCouncilDelete));
  BindStandard(
      service, context.home, SheetAcceptanceTable(),
      RulesOf<SheetAcceptance>(
          [catalogue = context.catalogue](resource::Scope& scope, const SheetAcceptance*, SheetAcceptance& after) {
            return CheckSheetAcceptance(*catalogue, scope, after);
          },
          CheckSheetAcceptanceDelete));
  return service;
}

rpc::Service AssessmentService(const Context& context) {
  rpc::Service service("ocop.evaluation.v1.AssessmentService");
  BindStandard(service, context.home, ScoringRoundTable());
  BindStandard(service, context.home, ScoreCardTable());
  BindRounds(service, context);
  BindScoreCards(service, context);
  BindScoringTasks(service, context);
  BindSimulation(service, context);
  return service;
}

rpc::Service RecognitionService(const Context& context) {
  rpc::Service service("ocop.evaluation.v1.RecognitionService");
  BindStandard(service, context.home, RecognitionTable(),
               RulesOf<Recognition>(CheckRecognition, CheckRecognitionDelete));
  BindDecisions(service, context);
  BindExpiring(service, context);
  BindCertificates(service, context);
  BindImport(service, context);
  return service;
}

absl::StatusOr<std::vector<rpc::Service>> Services(const resource::Home& home, const Settings& settings) {
  OCOP_ASSIGN_OR_RETURN(Catalogue catalogue, settings.criteria_folder.empty()
                                                 ? Catalogue::Load(kCriteria)
                                                 : Catalogue::LoadFolder(settings.criteria_folder));
  Context context{home, std::make_shared<const Catalogue>(std::move(catalogue)), nullptr, settings.font_folder};
  if (!settings.signing_certificate.empty()) {
    OCOP_ASSIGN_OR_RETURN(context.signer, crypto::Signer::Load(settings.signing_certificate, settings.signing_key,
                                                               settings.earlier_certificates));
  }
  std::vector<rpc::Service> services;
  services.push_back(CriteriaService(context));
  services.push_back(DossierService(context));
  services.push_back(EvidenceService(context));
  services.push_back(CouncilService(context));
  services.push_back(AssessmentService(context));
  services.push_back(RecognitionService(context));
  return services;
}

// Gives a function that says the settings as they were read.
std::function<Settings()> AddSettings(config::Settings& settings) {
  const Settings defaults;
  const std::string& criteria = settings.Folder("criteria-folder", defaults.criteria_folder,
                                                "Criteria sets as .txtpb files, in place of those built in");
  const std::string& certificate = settings.File("signing-certificate", defaults.signing_certificate,
                                                 "X.509 certificate (PEM) that product certificates are signed with");
  const std::string& key = settings.File("signing-key", defaults.signing_key, "Its private key (PEM)");
  const std::string& earlier = settings.Text("earlier-signing-certificates", "",
                                             "Certificates (PEM, separated by commas) whose QR codes are still good");
  const std::string& fonts =
      settings.Folder("font-folder", defaults.font_folder, "Where DejaVuSerif.ttf and DejaVuSerif-Bold.ttf are");
  settings.Requires("signing-certificate", "signing-key");
  settings.Requires("signing-key", "signing-certificate");
  settings.Requires("earlier-signing-certificates", "signing-certificate");
  return [&] { return Settings{criteria, certificate, key, absl::StrSplit(earlier, ',', absl::SkipEmpty()), fonts}; };
}

}  // namespace

service::Definition Definition() {
  return DefinitionWith({});
}

service::Definition DefinitionWith(const Settings& given) {
  // Filled when the process reads its settings, which is before it makes its services.
  auto settings = std::make_shared<std::function<Settings()>>([given] { return given; });
  return {.name = "evaluation",
          .description = "From a product's dossier to its recognised stars.",
          .default_listen = "127.0.0.1:50052",
          .default_metrics_listen = "127.0.0.1:9102",
          .migrations = kMigrations,
          .tables = Tables(),
          .services = [settings](const resource::Home& home) { return Services(home, (*settings)()); },
          .webhook_roles = {kProvinceOfficer, kAdministrator},
          .settings = [settings](config::Settings& all) { *settings = AddSettings(all); }};
}

}  // namespace ocop::evaluation
