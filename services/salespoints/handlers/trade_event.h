// Trade events and who took part.
#pragma once

#include "common/rpc/service.h"
#include "ocop/salespoints/v1/trade_event_service.pb.h"
#include "services/salespoints/handlers/context.h"

namespace ocop::salespoints {

absl::Status CheckTradeEvent(resource::Scope& scope, const v1::TradeEvent* before, v1::TradeEvent& after);
absl::Status CheckParticipation(resource::Scope& scope, const v1::Participation* before, v1::Participation& after);

// GetTradeEventSummary.
void BindEventSummary(rpc::Service& service, const Context& context);

}  // namespace ocop::salespoints
