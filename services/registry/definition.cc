#include "services/registry/definition.h"

#include "common/resource/standard.h"
#include "ocop/registry/v1/compliance_service.pb.h"
#include "ocop/registry/v1/indicator_definition_service.pb.h"
#include "ocop/registry/v1/locality_service.pb.h"
#include "ocop/registry/v1/plan_service.pb.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "services/registry/embedded_migrations.h"
#include "services/registry/handlers/compliance.h"
#include "services/registry/handlers/indicator_definition.h"
#include "services/registry/handlers/locality.h"
#include "services/registry/handlers/plan.h"
#include "services/registry/handlers/producer.h"
#include "services/registry/handlers/product.h"
#include "services/registry/store/tables.h"

namespace ocop::registry {
namespace {

using namespace ocop::registry::v1;  // NOLINT(google-build-using-namespace): the messages of this service alone
using resource::BindStandard;
using resource::RulesOf;

std::vector<rpc::Service> Services(const resource::Home& home) {
  std::vector<rpc::Service> services;

  rpc::Service locality("ocop.registry.v1.LocalityService");
  BindStandard(locality, home, LocalityTable(), RulesOf<Locality>(CheckLocality));
  BindStandard(locality, home, SuccessionTable(), RulesOf<Succession>(CheckSuccession));
  services.push_back(std::move(locality));

  rpc::Service producer("ocop.registry.v1.ProducerService");
  BindStandard(producer, home, ProducerTable(), RulesOf<Producer>(CheckProducer));
  services.push_back(std::move(producer));

  rpc::Service product("ocop.registry.v1.ProductService");
  BindStandard(product, home, ProductTable(), RulesOf<Product>(CheckProduct));
  BindStandard(product, home, RegistrationTable(), RulesOf<Registration>(CheckRegistration));
  services.push_back(std::move(product));

  rpc::Service compliance("ocop.registry.v1.ComplianceService");
  BindStandard(compliance, home, CompliancePaperTable(), RulesOf<CompliancePaper>(CheckCompliancePaper));
  services.push_back(std::move(compliance));

  rpc::Service plan("ocop.registry.v1.PlanService");
  BindStandard(plan, home, PlanTable());
  BindStandard(plan, home, TargetTable(), RulesOf<Target>(CheckTarget));
  BindStandard(plan, home, RoadmapCommuneTable(), RulesOf<RoadmapCommune>(CheckRoadmapCommune));
  services.push_back(std::move(plan));

  rpc::Service indicator("ocop.registry.v1.IndicatorDefinitionService");
  BindStandard(indicator, home, IndicatorDefinitionTable(), RulesOf<IndicatorDefinition>(CheckIndicatorDefinition));
  services.push_back(std::move(indicator));
  return services;
}

}  // namespace

service::Definition Definition() {
  return {.name = "registry",
          .description = "Localities, producers, products, compliance papers and plans.",
          .default_listen = "127.0.0.1:50051",
          .default_metrics_listen = "127.0.0.1:9101",
          .migrations = kMigrations,
          .tables = Tables(),
          .services = Services};
}

}  // namespace ocop::registry
