#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/resource/bind.h"
#include "common/status/status.h"
#include "services/evaluation/handlers/day_page.h"
#include "services/evaluation/handlers/recognition.h"
#include "services/evaluation/rules/deadlines.h"
#include "services/evaluation/store/recognitions.h"

namespace ocop::evaluation {
namespace {

using v1::CriteriaSet;
using v1::ListExpiringRecognitionsRequest;
using v1::ListExpiringRecognitionsResponse;

// The longest notice of any set: whoever asks for no number of days sees everything that can be filed.
int LongestNotice(const Catalogue& catalogue) {
  int days = 0;
  for (const CriteriaSet& set : catalogue.sets()) days = std::max(days, set.reevaluation().earliest_days());
  return days;
}

void AddWindow(const Catalogue& catalogue, clock::Day as_of, ListExpiringRecognitionsResponse::Expiring& told) {
  const CriteriaSet* set = catalogue.SetOn(as_of);
  if (set == nullptr) return;
  const auto window = ReevaluationWindow(*set, OriginalExpiry(told.recognition()));
  if (!window) return;
  *told.mutable_window_first_date() = clock::ToDate(window->first);
  *told.mutable_window_last_date() = clock::ToDate(window->last);
}

absl::StatusOr<ListExpiringRecognitionsResponse> List(const Catalogue& catalogue, database::Transaction& transaction,
                                                      const rpc::Call& call,
                                                      const ListExpiringRecognitionsRequest& request) {
  const clock::Day as_of = request.has_as_of() ? clock::FromDate(request.as_of()).value_or(0) : clock::Today(call.now);
  const int days = request.within_days() == 0 ? LongestNotice(catalogue) : request.within_days();
  OCOP_ASSIGN_OR_RETURN(const DayPage page,
                        ReadDayPage(request.parent(), absl::StrCat(clock::FormatDay(as_of), " ", request.within_days()),
                                    request.page_size(), request.page_token()));
  OCOP_ASSIGN_OR_RETURN(std::vector<Expiring> rows,
                        ExpiringRecognitions(transaction, page.province_code, as_of, as_of + days, page.after_day,
                                             page.after_id, page.limit));
  ListExpiringRecognitionsResponse response;
  if (page.HasNext(rows.size())) {
    rows.pop_back();
    const v1::Recognition& last = rows.back().recognition;
    response.set_next_page_token(page.NextToken(last.expire_date(), last.name()));
  }
  for (Expiring& row : rows) {
    auto& told = *response.add_expiring();
    *told.mutable_recognition() = std::move(row.recognition);
    told.set_pending(row.pending);
    AddWindow(catalogue, as_of, told);
  }
  return response;
}

}  // namespace

void BindExpiring(rpc::Service& service, const Context& context) {
  resource::BindRead<ListExpiringRecognitionsRequest, ListExpiringRecognitionsResponse>(
      service, "ListExpiringRecognitions", context.home,
      [catalogue = context.catalogue](database::Transaction& transaction, const rpc::Call& call,
                                      const ListExpiringRecognitionsRequest& request) {
        return List(*catalogue, transaction, call, request);
      });
}

}  // namespace ocop::evaluation
