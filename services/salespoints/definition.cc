#include "services/salespoints/definition.h"

#include "common/resource/standard.h"
#include "ocop/salespoints/v1/channel_service.pb.h"
#include "ocop/salespoints/v1/listing_service.pb.h"
#include "ocop/salespoints/v1/sales_point_service.pb.h"
#include "ocop/salespoints/v1/sales_report_service.pb.h"
#include "services/salespoints/embedded_migrations.h"
#include "services/salespoints/handlers/listing.h"
#include "services/salespoints/handlers/sales_point.h"
#include "services/salespoints/handlers/sales_report.h"
#include "services/salespoints/store/tables.h"

namespace ocop::salespoints {
namespace {

using namespace ocop::salespoints::v1;  // NOLINT(google-build-using-namespace): the messages of this service alone
using resource::BindStandard;
using resource::RulesOf;

std::vector<rpc::Service> Services(const resource::Home& home) {
  std::vector<rpc::Service> services;

  rpc::Service salesPoint("ocop.salespoints.v1.SalesPointService");
  BindStandard(salesPoint, home, SalesPointTable(), RulesOf<SalesPoint>(CheckSalesPoint));
  services.push_back(std::move(salesPoint));

  rpc::Service channel("ocop.salespoints.v1.ChannelService");
  BindStandard(channel, home, ChannelTable());
  services.push_back(std::move(channel));

  rpc::Service listing("ocop.salespoints.v1.ListingService");
  BindStandard(listing, home, ListingTable(), RulesOf<Listing>(CheckListing));
  services.push_back(std::move(listing));

  rpc::Service salesReport("ocop.salespoints.v1.SalesReportService");
  BindStandard(salesReport, home, SalesReportTable(), RulesOf<SalesReport>(CheckSalesReport));
  BindStandard(salesReport, home, SalesBaselineTable());
  services.push_back(std::move(salesReport));
  return services;
}

}  // namespace

service::Definition Definition() {
  return {.name = "salespoints",
          .description = "Points of sale, channels, listings and sales reports.",
          .default_listen = "127.0.0.1:50053",
          .default_metrics_listen = "127.0.0.1:9103",
          .migrations = kMigrations,
          .tables = Tables(),
          .services = Services};
}

}  // namespace ocop::salespoints
