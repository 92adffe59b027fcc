#include "services/salespoints/definition.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/resource/standard.h"
#include "common/status/status.h"
#include "ocop/salespoints/v1/channel_service.pb.h"
#include "ocop/salespoints/v1/document_service.pb.h"
#include "ocop/salespoints/v1/listing_service.pb.h"
#include "ocop/salespoints/v1/sales_point_service.pb.h"
#include "ocop/salespoints/v1/sales_report_service.pb.h"
#include "ocop/salespoints/v1/sales_submission_service.pb.h"
#include "ocop/salespoints/v1/trace_service.pb.h"
#include "ocop/salespoints/v1/trade_event_service.pb.h"
#include "services/roles.h"
#include "services/salespoints/conditions/condition_sets.h"
#include "services/salespoints/embedded_conditions.h"
#include "services/salespoints/embedded_migrations.h"
#include "services/salespoints/embedded_modern_channels.h"
#include "services/salespoints/handlers/channel.h"
#include "services/salespoints/handlers/context.h"
#include "services/salespoints/handlers/document.h"
#include "services/salespoints/handlers/listing.h"
#include "services/salespoints/handlers/modern.h"
#include "services/salespoints/handlers/sales_point.h"
#include "services/salespoints/handlers/sales_report.h"
#include "services/salespoints/handlers/sales_submission.h"
#include "services/salespoints/handlers/trace.h"
#include "services/salespoints/handlers/trade_event.h"
#include "services/salespoints/modern/modern_channels.h"
#include "services/salespoints/peers/peers.h"
#include "services/salespoints/store/tables.h"

namespace ocop::salespoints {
namespace {

using namespace ocop::salespoints::v1;  // NOLINT(google-build-using-namespace): the messages of this service alone
using resource::BindStandard;
using resource::RulesOf;

rpc::Service SalesPointService(const Context& context) {
  rpc::Service service("ocop.salespoints.v1.SalesPointService");
  BindStandard(service, context.home, SalesPointTable(), RulesOf<SalesPoint>(CheckSalesPoint, CheckUnused<SalesPoint>));
  BindPlaces(service, context);
  BindDisplay(service, context);
  return service;
}

rpc::Service ChannelService(const Context& context) {
  rpc::Service service("ocop.salespoints.v1.ChannelService");
  BindStandard(service, context.home, ChannelTable());
  BindStandard(service, context.home, ContractTable(), RulesOf<Contract>(CheckContract, CheckUnused<Contract>));
  BindModernRule(service, context);
  return service;
}

rpc::Service ListingService(const Context& context) {
  rpc::Service service("ocop.salespoints.v1.ListingService");
  BindStandard(service, context.home, ListingTable(), RulesOf<Listing>(CheckListing));
  BindDelisting(service, context);
  BindModernProducts(service, context);
  return service;
}

rpc::Service SalesSubmissionService(const Context& context) {
  rpc::Service service("ocop.salespoints.v1.SalesSubmissionService");
  BindStandard(service, context.home, SalesSubmissionTable(),
               RulesOf<SalesSubmission>(CheckSalesSubmission, CheckSalesSubmissionDelete));
  BindSubmissionSteps(service, context);
  return service;
}

rpc::Service SalesReportService(const Context& context) {
  rpc::Service service("ocop.salespoints.v1.SalesReportService");
  const resource::Changes of_reports = BindStandard(service, context.home, SalesReportTable(),
                                                    RulesOf<SalesReport>(CheckSalesReport, CheckSalesReportDelete));
  const resource::Changes of_baselines =
      BindStandard(service, context.home, SalesBaselineTable(), RulesOf<SalesBaseline>(CheckSalesBaseline));
  BindCorrections(service, context, of_reports, of_baselines);
  BindGrowth(service, context);
  BindMissingReports(service, context);
  BindSuspects(service, context);
  BindImport(service, context);
  BindImportProgress(service, context);
  return service;
}

rpc::Service TradeEventService(const Context& context) {
  rpc::Service service("ocop.salespoints.v1.TradeEventService");
  BindStandard(service, context.home, TradeEventTable(), RulesOf<TradeEvent>(CheckTradeEvent, CheckUnused<TradeEvent>));
  BindStandard(service, context.home, ParticipationTable(),
               RulesOf<Participation>(CheckParticipation, CheckUnused<Participation>));
  BindEventSummary(service, context);
  return service;
}

rpc::Service TraceService(const Context& context) {
  rpc::Service service("ocop.salespoints.v1.TraceService");
  resource::Rules of_lots = RulesOf<Lot>([context](resource::Scope& scope, const Lot* before,
                                                   Lot& after) { return CheckLot(context, scope, before, after); },
                                         CheckUnused<Lot>);
  of_lots.normal_forms = LotForms();
  BindStandard(service, context.home, LotTable(), std::move(of_lots));
  BindTrace(service, context);
  return service;
}

rpc::Service DocumentService(const Context& context) {
  rpc::Service service("ocop.salespoints.v1.DocumentService");
  BindStandard(service, context.home, DocumentTable(), RulesOf<Document>(CheckDocument, CheckDocumentDelete));
  BindDocuments(service, context);
  return service;
}

absl::StatusOr<std::vector<rpc::Service>> Services(const resource::Home& home, const Settings& settings) {
  OCOP_ASSIGN_OR_RETURN(ConditionSets sets, ConditionSets::Load(kConditions));
  OCOP_ASSIGN_OR_RETURN(ModernChannels modern, ModernChannels::Load(kModernChannels));
  const Context context{home, std::make_shared<Peers>(settings.registry, settings.evaluation),
                        std::make_shared<const ConditionSets>(std::move(sets)),
                        std::make_shared<const ModernChannels>(std::move(modern)), settings.label_uri};
  std::vector<rpc::Service> services;
  services.push_back(SalesPointService(context));
  services.push_back(ChannelService(context));
  services.push_back(ListingService(context));
  services.push_back(SalesSubmissionService(context));
  services.push_back(SalesReportService(context));
  services.push_back(TradeEventService(context));
  services.push_back(TraceService(context));
  services.push_back(DocumentService(context));
  return services;
}

// Gives a function that says the settings as they were read.
std::function<Settings()> AddSettings(config::Settings& settings) {
  const Settings defaults;
  const std::string& registry = settings.Text("registry", defaults.registry, "Address of the registry");
  const std::string& evaluation = settings.Text("evaluation", defaults.evaluation, "Address of evaluation");
  const std::string& label_uri = settings.Text(
      "label-uri", defaults.label_uri,
      "Where links on labels lead: the gateway's public address, such as https://ocop.example.vn; without "
      "it no lot is taken in");
  settings.Rule([&]() -> std::string {
    const bool is_uri = absl::StartsWith(label_uri, "https://") || absl::StartsWith(label_uri, "http://");
    if (label_uri.empty() || (is_uri && !absl::EndsWith(label_uri, "/"))) return "";
    return absl::StrCat("label-uri: \"", label_uri, "\" is not an address such as https://ocop.example.vn");
  });
  return [&] { return Settings{registry, evaluation, label_uri}; };
}

}  // namespace

service::Definition Definition() {
  return DefinitionWith({});
}

service::Definition DefinitionWith(const Settings& given) {
  // Filled when the process reads its settings, which is before it makes its services.
  auto settings = std::make_shared<std::function<Settings()>>([given] { return given; });
  return {.name = "salespoints",
          .description = "Points of sale, channels, listings, sales, trade events and lots.",
          .default_listen = "127.0.0.1:50053",
          .default_metrics_listen = "127.0.0.1:9103",
          .migrations = kMigrations,
          .tables = Tables(),
          .services = [settings](const resource::Home& home) { return Services(home, (*settings)()); },
          .webhook_roles = {kProvinceOfficer, kAdministrator},
          .settings = [settings](config::Settings& all) { *settings = AddSettings(all); }};
}

}  // namespace ocop::salespoints
