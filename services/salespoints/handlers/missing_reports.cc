// Products on sale whose sales nobody has reported.
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/clock/date.h"
#include "common/clock/timestamp.h"
#include "common/pagination/pagination.h"
#include "common/resource/bind.h"
#include "common/status/status.h"
#include "services/names.h"
#include "services/salespoints/handlers/sales_report.h"
#include "services/salespoints/store/reports.h"
#include "services/salespoints/store/tables.h"

namespace ocop::salespoints {
namespace {

using v1::ListMissingSalesReportsRequest;
using v1::ListMissingSalesReportsResponse;

absl::StatusOr<Days> PeriodAsked(const ListMissingSalesReportsRequest& request) {
  status::Violations violations;
  const resource_name::Pattern parents = SalesReportTable().pattern().Parent();
  if (!parents.Match(request.parent())) {
    violations.Add("parent", absl::StrCat("must be a name of the form ", parents.text()));
  }
  const Days period = {clock::FromDate(request.period_start()).value_or(0),
                       clock::FromDate(request.period_end()).value_or(0)};
  if (period.last < period.first) violations.Add("period_end", "lies before period_start");
  OCOP_RETURN_IF_ERROR(violations.ToStatus());
  return period;
}

// When the day after the period begins in Việt Nam.
google::protobuf::Timestamp EndOf(clock::Day last) {
  constexpr int kHoursAheadOfUtc = 7;
  return clock::ToTimestamp(absl::UnixEpoch() + absl::Hours(24) * (last + 1) - absl::Hours(kHoursAheadOfUtc));
}

absl::StatusOr<ListMissingSalesReportsResponse> ListMissingReports(database::Transaction& transaction, const rpc::Call&,
                                                                   const ListMissingSalesReportsRequest& request) {
  OCOP_ASSIGN_OR_RETURN(const Days period, PeriodAsked(request));
  const uint64_t query = pagination::Fingerprint(
      {"missing reports", request.parent(), clock::FormatDay(period.first), clock::FormatDay(period.last)});
  OCOP_ASSIGN_OR_RETURN(const std::vector<std::string> after, pagination::Decode(request.page_token(), query, 1));
  const auto limit = static_cast<size_t>(pagination::ClampPageSize(request.page_size()));
  OCOP_ASSIGN_OR_RETURN(std::vector<std::string> products,
                        ProductsWithoutReport(transaction, ProvinceCode(request.parent()), period,
                                              after.empty() ? "" : after[0], static_cast<int>(limit) + 1));
  ListMissingSalesReportsResponse response;
  if (products.size() > limit) {
    products.resize(limit);
    response.set_next_page_token(pagination::Encode(query, {products.back()}));
  }
  for (const std::string& product : products) {
    auto& missing = *response.add_missing_sales_reports();
    missing.set_product(product);
    *missing.mutable_period_start() = request.period_start();
    *missing.mutable_period_end() = request.period_end();
    *missing.mutable_since() = EndOf(period.last);
  }
  return response;
}

}  // namespace

void BindMissingReports(rpc::Service& service, const Context& context) {
  resource::BindRead<ListMissingSalesReportsRequest, ListMissingSalesReportsResponse>(
      service, "ListMissingSalesReports", context.home, ListMissingReports);
}

}  // namespace ocop::salespoints
