#include "absl/strings/str_cat.h"
#include "common/resource/errors.h"
#include "common/status/status.h"
#include "ocop/evaluation/v1/assessment_service.pb.h"
#include "services/evaluation/handlers/assessment.h"
#include "services/evaluation/scoring/upgrade.h"
#include "services/evaluation/scoring/verdict.h"

namespace ocop::evaluation {
namespace {

using v1::CriteriaSet;
using v1::SimulateRequest;
using v1::SimulateResponse;
using v1::SuggestUpgradeRequest;
using v1::SuggestUpgradeResponse;
using v1::Verdict;

absl::StatusOr<SimulateResponse> Simulate(const Catalogue& catalogue, const SimulateRequest& request) {
  const Sheet* sheet = catalogue.FindSheet(request.score_sheet());
  if (sheet == nullptr) return resource::NotFound(request.score_sheet());
  const CriteriaSet& set = *catalogue.FindSet(sheet->criteria_set());
  status::Violations violations;
  Card card = ReadCard(*sheet, request.choices(), "choices", violations);
  ReadDisqualifiers(*sheet, request.disqualifiers(), "disqualifiers", card, violations);
  OCOP_RETURN_IF_ERROR(violations.ToStatus());
  SimulateResponse response;
  Verdict& verdict = *response.mutable_verdict();
  verdict = Judge(*sheet, set, WithDefaults(request.settings(), set), {card});
  const int next = verdict.band_stars() + 1;
  if (next <= kMostStars) response.set_missing_to_next_band_centi(BandMinimum(set, next) - verdict.sum_centi());
  return response;
}

void Describe(const Sheet& sheet, const Card& before, int stars, const Change& change,
              SuggestUpgradeResponse::Change& told) {
  const Leaf& leaf = sheet.leaves()[change.leaf];
  told.set_criterion(leaf.code);
  told.set_option(change.option);
  told.set_added_centi(change.added);
  told.set_starred_minimum(std::max(before.points[change.leaf], 0) < leaf.minimum[stars]);
  told.set_lifts_disqualifier(leaf.DisqualifiedBy(before.points[change.leaf]));
}

absl::StatusOr<SuggestUpgradeResponse> SuggestUpgrade(const Catalogue& catalogue,
                                                      const SuggestUpgradeRequest& request) {
  const Sheet* sheet = catalogue.FindSheet(request.score_sheet());
  if (sheet == nullptr) return resource::NotFound(request.score_sheet());
  const CriteriaSet& set = *catalogue.FindSet(sheet->criteria_set());
  status::Violations violations;
  Card card = ReadCard(*sheet, request.choices(), "choices", violations);
  OCOP_RETURN_IF_ERROR(violations.ToStatus());

  SuggestUpgradeResponse response;
  *response.mutable_verdict() = Judge(*sheet, set, set.council_defaults(), {card});
  response.set_current_stars(response.verdict().stars());
  const int target = request.target_stars() == 0 ? response.current_stars() + 1 : request.target_stars();
  if (request.target_stars() != 0 && target <= response.current_stars()) {
    return status::InvalidField("target_stars",
                                absl::StrCat("the answers have ", response.current_stars(), " stars already"));
  }
  if (target > kMostStars) return response;
  const auto changes = LeastChanges(*sheet, card, target, BandMinimum(set, target));
  if (!changes) return response;  // a flawed sheet may not reach the band
  response.set_target_stars(target);
  const Card before = card;
  for (const Change& change : *changes) {
    Describe(*sheet, before, target, change, *response.add_changes());
    card.points[change.leaf] = std::max(card.points[change.leaf], 0) + change.added;
  }
  *response.mutable_verdict() = Judge(*sheet, set, set.council_defaults(), {card});
  return response;
}

}  // namespace

void BindSimulation(rpc::Service& service, const Context& context) {
  service.Bind<SimulateRequest, SimulateResponse>(
      "Simulate", [catalogue = context.catalogue](const rpc::Call&, const SimulateRequest& request) {
        return Simulate(*catalogue, request);
      });
  service.Bind<SuggestUpgradeRequest, SuggestUpgradeResponse>(
      "SuggestUpgrade", [catalogue = context.catalogue](const rpc::Call&, const SuggestUpgradeRequest& request) {
        return SuggestUpgrade(*catalogue, request);
      });
}

}  // namespace ocop::evaluation
