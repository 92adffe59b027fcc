#include "services/salespoints/handlers/trade_event.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "common/resource/bind.h"
#include "common/status/status.h"
#include "common/validation/term.h"
#include "services/salespoints/store/tables.h"
#include "services/salespoints/store/trade_events.h"

namespace ocop::salespoints {

using v1::GetTradeEventSummaryRequest;
using v1::Participation;
using v1::TradeEvent;
using v1::TradeEventSummary;

namespace {

absl::StatusOr<TradeEventSummary> Summary(database::Transaction& transaction, const rpc::Call&,
                                          const GetTradeEventSummaryRequest& request) {
  static const auto& provinces = *new resource_name::Pattern("provinces/{province}");
  status::Violations violations;
  validation::RequireNotBefore(violations, "to", request.to(), request.from());
  EventSelection selection{.from = request.from(), .to = request.to()};
  if (const auto province = provinces.Match(request.parent())) {
    selection.province_code = std::string((*province)[0]);
  } else if (const auto event = TradeEventTable().pattern().Match(request.parent())) {
    selection.province_code = std::string((*event)[0]);
    selection.event_id = std::string((*event)[1]);
  } else {
    violations.Add("parent", absl::StrCat("must be a name of the form ", provinces.text(), " or ",
                                          TradeEventTable().pattern().text()));
  }
  OCOP_RETURN_IF_ERROR(violations.ToStatus());
  if (!selection.event_id.empty()) {
    OCOP_RETURN_IF_ERROR(TradeEventTable().Read(transaction, request.parent(), false).status());
  }
  return SummariseEvents(transaction, selection);
}

}  // namespace

absl::Status CheckTradeEvent(resource::Scope&, const TradeEvent*, TradeEvent& after) {
  status::Violations violations;
  validation::RequireNotBefore(violations, "trade_event.end_date", after.end_date(), after.start_date());
  return violations.ToStatus();
}

absl::Status CheckParticipation(resource::Scope&, const Participation*, Participation& after) {
  status::Violations violations;
  std::set<std::string> seen;
  for (int i = 0; i < after.products_size(); ++i) {
    if (!seen.insert(after.products(i)).second) {
      violations.Add(absl::StrCat("participation.products[", i, "]"), "is named twice");
    }
  }
  return violations.ToStatus();
}

void BindEventSummary(rpc::Service& service, const Context& context) {
  resource::BindRead<GetTradeEventSummaryRequest, TradeEventSummary>(service, "GetTradeEventSummary", context.home,
                                                                     Summary);
}

}  // namespace ocop::salespoints
