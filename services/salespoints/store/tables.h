// The tables of sales points.
#pragma once

#include "common/resource/table.h"

namespace ocop::salespoints {

const resource::Table& SalesPointTable();
const resource::Table& ChannelTable();
const resource::Table& ContractTable();
const resource::Table& ListingTable();
const resource::Table& SalesSubmissionTable();
const resource::Table& SalesReportTable();
const resource::Table& SalesBaselineTable();
const resource::Table& TradeEventTable();
const resource::Table& ParticipationTable();
const resource::Table& LotTable();
const resource::Table& DocumentTable();

// All of them, those that others refer to first.
const std::vector<const resource::Table*>& Tables();

}  // namespace ocop::salespoints
