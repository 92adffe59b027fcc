// Sums over trade events.
#pragma once

#include <string>

#include "common/database/transaction.h"
#include "ocop/salespoints/v1/trade_event_service.pb.h"

namespace ocop::salespoints {

struct EventSelection {
  std::string province_code;
  // One event; empty for all.
  std::string event_id;
  // Those that touch this time; unset is without end.
  google::type::Date from;
  google::type::Date to;
};

absl::StatusOr<v1::TradeEventSummary> SummariseEvents(database::Transaction& transaction,
                                                      const EventSelection& selection);

}  // namespace ocop::salespoints
