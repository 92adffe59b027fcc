#include "services/salespoints/store/tables.h"

#include "ocop/salespoints/v1/channel_service.pb.h"
#include "ocop/salespoints/v1/document_service.pb.h"
#include "ocop/salespoints/v1/listing_service.pb.h"
#include "ocop/salespoints/v1/sales_point_service.pb.h"
#include "ocop/salespoints/v1/sales_report_service.pb.h"
#include "ocop/salespoints/v1/sales_submission_service.pb.h"
#include "ocop/salespoints/v1/trace_service.pb.h"
#include "ocop/salespoints/v1/trade_event_service.pb.h"

namespace ocop::salespoints {

using namespace ocop::salespoints::v1;  // NOLINT(google-build-using-namespace): the messages of this service alone

const resource::Table& SalesPointTable() {
  static const auto& table =
      *new resource::Table(*SalesPoint::descriptor(), "salespoints.sales_point", {"province_code", "sales_point_id"});
  return table;
}

const resource::Table& ChannelTable() {
  static const auto& table =
      *new resource::Table(*Channel::descriptor(), "salespoints.channel", {"province_code", "channel_id"});
  return table;
}

const resource::Table& ContractTable() {
  static const auto& table =
      *new resource::Table(*Contract::descriptor(), "salespoints.contract", {"province_code", "contract_id"});
  return table;
}

const resource::Table& ListingTable() {
  static const auto& table =
      *new resource::Table(*Listing::descriptor(), "salespoints.listing", {"province_code", "listing_id"});
  return table;
}

const resource::Table& SalesSubmissionTable() {
  static const auto& table = *new resource::Table(*SalesSubmission::descriptor(), "salespoints.sales_submission",
                                                  {"province_code", "sales_submission_id"});
  return table;
}

const resource::Table& SalesReportTable() {
  static const auto& table = *new resource::Table(*SalesReport::descriptor(), "salespoints.sales_report",
                                                  {"province_code", "sales_report_id"});
  return table;
}

const resource::Table& SalesBaselineTable() {
  static const auto& table = *new resource::Table(*SalesBaseline::descriptor(), "salespoints.sales_baseline",
                                                  {"province_code", "sales_baseline_id"});
  return table;
}

const resource::Table& TradeEventTable() {
  static const auto& table =
      *new resource::Table(*TradeEvent::descriptor(), "salespoints.trade_event", {"province_code", "trade_event_id"});
  return table;
}

const resource::Table& ParticipationTable() {
  static const auto& table = *new resource::Table(*Participation::descriptor(), "salespoints.participation",
                                                  {"province_code", "trade_event_id", "participation_id"});
  return table;
}

const resource::Table& LotTable() {
  static const auto& table = *new resource::Table(*Lot::descriptor(), "salespoints.lot", {"province_code", "lot_id"});
  return table;
}

const resource::Table& DocumentTable() {
  static const auto& table =
      *new resource::Table(*Document::descriptor(), "salespoints.document", {"province_code", "document_id"});
  return table;
}

const std::vector<const resource::Table*>& Tables() {
  static const auto& tables = *new std::vector<const resource::Table*>{
      &SalesPointTable(),      &ChannelTable(),     &ContractTable(),      &ListingTable(),
      &SalesSubmissionTable(), &SalesReportTable(), &SalesBaselineTable(), &TradeEventTable(),
      &ParticipationTable(),   &LotTable(),         &DocumentTable()};
  return tables;
}

}  // namespace ocop::salespoints
