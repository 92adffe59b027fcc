#include "services/evaluation/handlers/criteria.h"

#include "absl/strings/str_cat.h"
#include "common/pagination/pagination.h"
#include "common/resource/errors.h"
#include "common/resource_name/resource_name.h"
#include "common/status/status.h"
#include "ocop/evaluation/v1/criteria_service.pb.h"

namespace ocop::evaluation {
namespace {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages of this service alone

const resource_name::Pattern& Parents() {
  static const auto& pattern = *new resource_name::Pattern("criteriaSets/{criteria_set}");
  return pattern;
}

// Adds to `response` the page of `all` that the token asks for: those whose names follow the last one sent.
template <class Message, class Add>
absl::StatusOr<std::string> TakePage(const std::vector<const Message*>& all, const std::string& query, int32_t size,
                                     const std::string& token, const Add& add) {
  const uint64_t fingerprint = pagination::Fingerprint({query});
  OCOP_ASSIGN_OR_RETURN(const std::vector<std::string> after, pagination::Decode(token, fingerprint, 1));
  size_t next = 0;
  while (!after.empty() && next < all.size() && all[next]->name() != after[0]) ++next;
  if (!after.empty() && next++ == all.size()) return pagination::DamagedToken();
  const size_t end = std::min(all.size(), next + static_cast<size_t>(pagination::ClampPageSize(size)));
  for (; next < end; ++next) add(*all[next]);
  return end == all.size() ? "" : pagination::Encode(fingerprint, {all[end - 1]->name()});
}

absl::StatusOr<ListCriteriaSetsResponse> ListSets(const Catalogue& catalogue, const ListCriteriaSetsRequest& request) {
  std::vector<const CriteriaSet*> all;
  for (const CriteriaSet& set : catalogue.sets()) all.push_back(&set);
  ListCriteriaSetsResponse response;
  OCOP_ASSIGN_OR_RETURN(*response.mutable_next_page_token(),
                        TakePage(all, "sets", request.page_size(), request.page_token(),
                                 [&](const CriteriaSet& set) { *response.add_criteria_sets() = set; }));
  return response;
}

absl::StatusOr<ListScoreSheetsResponse> ListSheets(const Catalogue& catalogue, const ListScoreSheetsRequest& request) {
  if (!Parents().Match(request.parent())) {
    return status::InvalidField("parent", absl::StrCat("must be a name of the form ", Parents().text()));
  }
  const bool every = request.parent() == "criteriaSets/-";
  std::vector<const ScoreSheet*> all;
  for (const Sheet& sheet : catalogue.sheets()) {
    if (every || sheet.criteria_set() == request.parent()) all.push_back(&sheet.message());
  }
  ListScoreSheetsResponse response;
  OCOP_ASSIGN_OR_RETURN(*response.mutable_next_page_token(),
                        TakePage(all, request.parent(), request.page_size(), request.page_token(),
                                 [&](const ScoreSheet& sheet) { *response.add_score_sheets() = sheet; }));
  if (!every && catalogue.FindSet(request.parent()) == nullptr) return resource::NotFound(request.parent());
  return response;
}

}  // namespace

void BindCriteria(rpc::Service& service, const Context& context) {
  const std::shared_ptr<const Catalogue> catalogue = context.catalogue;
  service.Bind<GetCriteriaSetRequest, CriteriaSet>(
      "GetCriteriaSet",
      [catalogue](const rpc::Call&, const GetCriteriaSetRequest& request) -> absl::StatusOr<CriteriaSet> {
        const CriteriaSet* set = catalogue->FindSet(request.name());
        if (set == nullptr) return resource::NotFound(request.name());
        return *set;
      });
  service.Bind<GetScoreSheetRequest, ScoreSheet>(
      "GetScoreSheet",
      [catalogue](const rpc::Call&, const GetScoreSheetRequest& request) -> absl::StatusOr<ScoreSheet> {
        const Sheet* sheet = catalogue->FindSheet(request.name());
        if (sheet == nullptr) return resource::NotFound(request.name());
        return sheet->message();
      });
  service.Bind<ListCriteriaSetsRequest, ListCriteriaSetsResponse>(
      "ListCriteriaSets",
      [catalogue](const rpc::Call&, const ListCriteriaSetsRequest& request) { return ListSets(*catalogue, request); });
  service.Bind<ListScoreSheetsRequest, ListScoreSheetsResponse>(
      "ListScoreSheets",
      [catalogue](const rpc::Call&, const ListScoreSheetsRequest& request) { return ListSheets(*catalogue, request); });
}

}  // namespace ocop::evaluation
