#include "absl/strings/str_cat.h"
#include "common/resource/bind.h"
#include "common/resource/errors.h"
#include "common/rpc/roles.h"
#include "common/status/status.h"
#include "services/evaluation/errors.h"
#include "services/evaluation/handlers/assessment.h"
#include "services/evaluation/handlers/sheet_of.h"
#include "services/evaluation/rules/council.h"
#include "services/evaluation/store/rounds.h"
#include "services/evaluation/store/tables.h"
#include "services/roles.h"

namespace ocop::evaluation {
namespace {

using v1::GetScoreCardRequest;
using v1::ScoreCard;
using v1::ScoringRound;
using v1::SubmitScoreRequest;

// The card as it will be kept; INVALID_ARGUMENT with everything that is wrong.
absl::StatusOr<ScoreCard> Checked(const Sheet& sheet, const ScoringRound::Seat& seat,
                                  const SubmitScoreRequest& request) {
  status::Violations violations;
  Card card = ReadCard(sheet, request.score_card().choices(), "score_card.choices", violations);
  ReadDisqualifiers(sheet, request.score_card().disqualifiers(), "score_card.disqualifiers", card, violations);
  RequireComplete(sheet, card, "score_card.choices", violations);
  OCOP_RETURN_IF_ERROR(violations.ToStatus());
  ScoreCard kept = request.score_card();
  kept.set_name(absl::StrCat(request.name(), "/scoreCards/", seat.member()));
  kept.set_total_centi(card.total());
  kept.clear_etag();
  return kept;
}

absl::StatusOr<ScoreCard> Submit(const Catalogue& catalogue, resource::Scope& scope,
                                 const SubmitScoreRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), {kCouncilMember}));
  OCOP_ASSIGN_OR_RETURN(const ScoringRound round, scope.Read<ScoringRound>(ScoringRoundTable(), request.name()));
  const ScoringRound::Seat* seat = SeatOf(round, scope.call().actor);
  if (seat == nullptr || seat->non_voting()) return NotAMember(round.name());
  if (!seat->conflict().empty()) return InConflict(round.name());
  if (round.state() != ScoringRound::STATE_OPEN) return RoundClosed(round.name());
  OCOP_ASSIGN_OR_RETURN(const Sheet* sheet, SheetOf(catalogue, round));
  OCOP_ASSIGN_OR_RETURN(ScoreCard card, Checked(*sheet, *seat, request));
  OCOP_ASSIGN_OR_RETURN(const bool sealed, SealCard(scope.transaction(), round.name(), seat->member(), card));
  if (!sealed) return RoundClosed(round.name());
  return card;
}

// What somebody else's card in an open round answers is what no card at all answers.
absl::StatusOr<ScoreCard> GetScoreCard(database::Transaction& transaction, const rpc::Call& call,
                                       const GetScoreCardRequest& request) {
  const auto published = ScoreCardTable().Read(transaction, request.name(), false);
  if (published.ok()) return static_cast<const ScoreCard&>(**published);
  if (status::ReasonOf(published.status()) != "RESOURCE_NOT_FOUND") return published.status();
  const std::string round_name = request.name().substr(0, request.name().rfind("/scoreCards/"));
  const auto round = ScoringRoundTable().Read(transaction, round_name, false);
  if (!round.ok()) return published.status();
  const ScoringRound::Seat* seat = SeatOf(static_cast<const ScoringRound&>(**round), call.actor);
  if (seat == nullptr || request.name() != absl::StrCat(round_name, "/scoreCards/", seat->member())) {
    return published.status();
  }
  OCOP_ASSIGN_OR_RETURN(std::optional<ScoreCard> sealed, SealedCard(transaction, round_name, seat->member()));
  if (!sealed) return published.status();
  return *std::move(sealed);
}

}  // namespace

void BindScoreCards(rpc::Service& service, const Context& context) {
  resource::BindWrite<SubmitScoreRequest, ScoreCard>(
      service, "SubmitScore", context.home,
      [catalogue = context.catalogue](resource::Scope& scope, const SubmitScoreRequest& request) {
        return Submit(*catalogue, scope, request);
      });
  resource::BindRead<GetScoreCardRequest, ScoreCard>(service, "GetScoreCard", context.home, GetScoreCard);
}

}  // namespace ocop::evaluation
