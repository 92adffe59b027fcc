#include "services/registry/definition.h"

#include "common/resource/standard.h"
#include "common/status/status.h"
#include "ocop/registry/v1/compliance_service.pb.h"
#include "ocop/registry/v1/difficulty_report_service.pb.h"
#include "ocop/registry/v1/document_service.pb.h"
#include "ocop/registry/v1/indicator_definition_service.pb.h"
#include "ocop/registry/v1/locality_service.pb.h"
#include "ocop/registry/v1/plan_service.pb.h"
#include "ocop/registry/v1/plan_task_service.pb.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "services/registry/background/import_worker.h"
#include "services/registry/embedded_law.h"
#include "services/registry/embedded_migrations.h"
#include "services/registry/embedded_sheets.h"
#include "services/registry/handlers/compliance.h"
#include "services/registry/handlers/difficulty_report.h"
#include "services/registry/handlers/document.h"
#include "services/registry/handlers/import.h"
#include "services/registry/handlers/indicator_definition.h"
#include "services/registry/handlers/locality.h"
#include "services/registry/handlers/operation.h"
#include "services/registry/handlers/plan.h"
#include "services/registry/handlers/plan_task.h"
#include "services/registry/handlers/producer.h"
#include "services/registry/handlers/product.h"
#include "services/registry/handlers/revisions.h"
#include "services/registry/store/tables.h"
#include "services/roles.h"

namespace ocop::registry {
namespace {

using namespace ocop::registry::v1;  // NOLINT(google-build-using-namespace): the messages of this service alone
using resource::BindStandard;
using resource::RulesOf;

rpc::Service LocalityServiceOf(const Context& context) {
  rpc::Service service("ocop.registry.v1.LocalityService");
  BindStandard(service, context.home, LocalityTable(),
               RulesOf<Locality>(CheckLocality, RequireNoDocumentsOf<Locality>));
  BindStandard(service, context.home, SuccessionTable(), RulesOf<Succession>(CheckSuccession));
  BindPlaceLookUp(service, context);
  return service;
}

rpc::Service ProducerServiceOf(const Context& context, resource::Changes& changes) {
  rpc::Service service("ocop.registry.v1.ProducerService");
  resource::Rules rules = RulesOf<Producer>([context](resource::Scope& scope, const Producer* before, Producer& after) {
    return CheckProducer(context, scope, before, after);
  });
  rules.check_undelete = [](resource::Scope& scope, const google::protobuf::Message& producer) {
    return CheckProducerUndelete(scope, static_cast<const Producer&>(producer));
  };
  rules.redirect = [](const google::protobuf::Message& request, const google::protobuf::Message& producer) {
    return RedirectOf(request, static_cast<const Producer&>(producer));
  };
  changes = BindStandard(service, context.home, ProducerTable(), std::move(rules));
  BindStandard(service, context.home, YearlyFigureTable(), RulesOf<YearlyFigure>(CheckYearlyFigure));
  BindRevisions<ProducerRevision, ListProducerRevisionsRequest, ListProducerRevisionsResponse,
                GetProducerRevisionRequest>(
      service, context, "Producer",
      [](ProducerRevision& revision) -> google::protobuf::Message* { return revision.mutable_producer(); });
  BindDuplicates(service, context);
  return service;
}

rpc::Service ProductServiceOf(const Context& context, resource::Changes& changes) {
  rpc::Service service("ocop.registry.v1.ProductService");
  resource::Rules rules = RulesOf<Product>([context](resource::Scope& scope, const Product* before, Product& after) {
    return CheckProduct(context, scope, before, after);
  });
  rules.check_undelete = [context](resource::Scope& scope, const google::protobuf::Message& product) {
    return CheckProductUndelete(context, scope, static_cast<const Product&>(product));
  };
  rules.follow = [](resource::Scope& scope, const google::protobuf::Message& before,
                    const google::protobuf::Message& after) {
    return MovePapersOf(scope, static_cast<const Product&>(before), static_cast<const Product&>(after));
  };
  changes = BindStandard(service, context.home, ProductTable(), std::move(rules));
  BindStandard(service, context.home, RegistrationTable(), RulesOf<Registration>(CheckRegistration));
  BindRevisions<ProductRevision, ListProductRevisionsRequest, ListProductRevisionsResponse, GetProductRevisionRequest>(
      service, context, "Product",
      [](ProductRevision& revision) -> google::protobuf::Message* { return revision.mutable_product(); });
  BindProductCodes(service, context);
  BindProductSearch(service, context);
  BindCycle(service, context);
  return service;
}

rpc::Service ComplianceServiceOf(const Context& context, resource::Changes& changes) {
  rpc::Service service("ocop.registry.v1.ComplianceService");
  changes = BindStandard(service, context.home, CompliancePaperTable(),
                         RulesOf<CompliancePaper>(CheckCompliancePaper, CheckCompliancePaperDelete));
  BindRenewal(service, context);
  BindPaperLists(service, context);
  return service;
}

rpc::Service PlanServiceOf(const Context& context) {
  rpc::Service service("ocop.registry.v1.PlanService");
  BindStandard(service, context.home, PlanTable(), RulesOf<Plan>(CheckPlan));
  BindStandard(service, context.home, TargetTable(), RulesOf<Target>(CheckTarget));
  BindStandard(service, context.home, RoadmapCommuneTable(), RulesOf<RoadmapCommune>(CheckRoadmapCommune));
  BindPlanWork(service, context);
  return service;
}

rpc::Service PlanTaskServiceOf(const Context& context) {
  rpc::Service service("ocop.registry.v1.PlanTaskService");
  BindStandard(service, context.home, PlanTaskTable(),
               RulesOf<PlanTask>(CheckPlanTask, RequireNoDocumentsOf<PlanTask>));
  BindPlanTasks(service, context);
  return service;
}

rpc::Service DifficultyReportServiceOf(const Context& context) {
  rpc::Service service("ocop.registry.v1.DifficultyReportService");
  BindStandard(
      service, context.home, DifficultyReportTable(),
      RulesOf<DifficultyReport>(
          [law = context.law](resource::Scope& scope, const DifficultyReport* before, DifficultyReport& after) {
            return CheckDifficultyReport(*law, scope, before, after);
          },
          CheckDifficultyReportDelete));
  BindDifficultyReports(service, context);
  return service;
}

rpc::Service DocumentServiceOf(const Context& context) {
  rpc::Service service("ocop.registry.v1.DocumentService");
  BindStandard(service, context.home, DocumentTable(), RulesOf<Document>(CheckDocument, CheckDocumentDelete));
  BindDocuments(service, context);
  return service;
}

rpc::Service IndicatorDefinitionServiceOf(const Context& context) {
  rpc::Service service("ocop.registry.v1.IndicatorDefinitionService");
  BindStandard(service, context.home, IndicatorDefinitionTable(),
               RulesOf<IndicatorDefinition>(CheckIndicatorDefinition));
  return service;
}

rpc::Service ImportServiceOf(const Context& context, std::shared_ptr<const Imports> imports) {
  rpc::Service service("ocop.registry.v1.ImportService");
  BindImports(service, context, std::move(imports));
  return service;
}

rpc::Service OperationsOf(const Context& context, std::shared_ptr<OperationWaiters> waiters) {
  rpc::Service service("google.longrunning.Operations");
  BindOperations(service, context, std::move(waiters));
  return service;
}

absl::StatusOr<service::Parts> PartsOf(const resource::Home& home, const Settings& settings) {
  OCOP_ASSIGN_OR_RETURN(Law law, settings.law_folder.empty() ? Law::Load(kLaw) : Law::LoadFolder(settings.law_folder));
  const Context context{home, std::make_shared<const Law>(std::move(law)), Peer("evaluation", settings.evaluation)};
  std::vector<rpc::Service> services;
  services.push_back(LocalityServiceOf(context));
  ImportableChanges changes;
  services.push_back(ProducerServiceOf(context, changes.producers));
  services.push_back(ProductServiceOf(context, changes.products));
  services.push_back(ComplianceServiceOf(context, changes.compliance_papers));
  services.push_back(PlanServiceOf(context));
  services.push_back(PlanTaskServiceOf(context));
  services.push_back(DifficultyReportServiceOf(context));
  services.push_back(DocumentServiceOf(context));
  services.push_back(IndicatorDefinitionServiceOf(context));
  OCOP_ASSIGN_OR_RETURN(Imports made, MakeImports(kSheets, std::move(changes)));
  const auto imports = std::make_shared<const Imports>(std::move(made));
  const auto waiters = std::make_shared<OperationWaiters>();
  services.push_back(ImportServiceOf(context, imports));
  services.push_back(OperationsOf(context, waiters));
  return service::Parts(std::move(services), [&home, imports, waiters, settings](const std::string& database_url,
                                                                                 metrics::Registry& metrics) {
    const ImportWorker::Options options = {database_url, settings.import_threads, settings.operation_retention};
    return std::make_shared<ImportWorker>(home, imports, waiters, options, metrics);
  });
}

// Gives a function that says the settings as they were read.
std::function<Settings()> AddSettings(config::Settings& settings) {
  const Settings defaults;
  const std::string& evaluation =
      settings.Text("evaluation", defaults.evaluation, "Address of evaluation, which knows what is recognised");
  const std::string& law =
      settings.Folder("law-folder", defaults.law_folder, "The law as .txtpb files, in place of those built in");
  const int& threads = settings.Integer("import-threads", defaults.import_threads,
                                        "Imports that are worked on at a time; 0 leaves them to other processes",
                                        {.least = 0, .most = 64});
  const absl::Duration& retention =
      settings.Duration("operation-retention", defaults.operation_retention,
                        "How long operations and their errors are kept after their end", {.least = absl::Hours(1)});
  return [&] { return Settings{evaluation, law, threads, retention}; };
}

}  // namespace

service::Definition Definition() {
  return DefinitionWith({});
}

service::Definition DefinitionWith(const Settings& given) {
  // Filled when the process reads its settings, which is before it makes its services.
  auto settings = std::make_shared<std::function<Settings()>>([given] { return given; });
  return {.name = "registry",
          .description = "Localities, producers, products, compliance papers and plans.",
          .default_listen = "127.0.0.1:50051",
          .default_metrics_listen = "127.0.0.1:9101",
          .migrations = kMigrations,
          .tables = Tables(),
          .services = [settings](const resource::Home& home) { return PartsOf(home, (*settings)()); },
          .webhook_roles = {kProvinceOfficer, kAdministrator},
          .settings = [settings](config::Settings& all) { *settings = AddSettings(all); }};
}

}  // namespace ocop::registry
