// The tables of sales points.
#pragma once

#include "common/resource/table.h"

namespace ocop::salespoints {

const resource::Table& SalesPointTable();
const resource::Table& ChannelTable();
const resource::Table& ListingTable();
const resource::Table& SalesReportTable();
const resource::Table& SalesBaselineTable();

// All of them, those that others refer to first.
const std::vector<const resource::Table*>& Tables();

}  // namespace ocop::salespoints
