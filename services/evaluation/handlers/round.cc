#include "absl/strings/str_cat.h"
#include "common/clock/timestamp.h"
#include "common/resource/bind.h"
#include "common/resource/errors.h"
#include "common/rpc/roles.h"
#include "common/status/status.h"
#include "services/evaluation/errors.h"
#include "services/evaluation/handlers/assessment.h"
#include "services/evaluation/handlers/sheet_of.h"
#include "services/evaluation/rules/council.h"
#include "services/evaluation/rules/names.h"
#include "services/evaluation/rules/steps.h"
#include "services/evaluation/store/rounds.h"
#include "services/evaluation/store/tables.h"
#include "services/roles.h"

namespace ocop::evaluation {
namespace {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages of this service alone
using ocop::journal::v1::JournalEntry;
using resource::Scope;

// The sheet that the dossier was filed under, if it may be judged by.
absl::StatusOr<const Sheet*> SheetFor(const Catalogue& catalogue, Scope& scope, const Dossier& dossier) {
  OCOP_ASSIGN_OR_RETURN(const Sheet* sheet, SheetOf(catalogue, dossier));
  if (sheet->message().flaw().empty()) return sheet;
  const std::string province = ProvinceCode(dossier.name());
  OCOP_ASSIGN_OR_RETURN(const bool accepted,
                        IsSheetAccepted(scope.transaction(), province, sheet->name(), sheet->message().sha256()));
  if (!accepted) return SheetFlawed(dossier, sheet->message().flaw());
  return sheet;
}

// INSERT of round `number`, on record.
absl::StatusOr<ScoringRound> Insert(Scope& scope, const std::string& dossier, ScoringRound round) {
  round.set_name(absl::StrCat(dossier, "/scoringRounds/", round.number()));
  round.set_state(ScoringRound::STATE_OPEN);
  OCOP_RETURN_IF_ERROR(ScoringRoundTable().Insert(scope.transaction(), round));
  scope.Record(ScoringRoundTable(), JournalEntry::ACTION_CREATE, round);
  return round;
}

absl::Status RequireOfficer(Scope& scope, const Council& council) {
  if (HasRole(scope.call(), kProvinceOfficer)) return absl::OkStatus();
  for (const Council::Member& member : council.members()) {
    const bool leads = member.role() == Council::ROLE_CHAIR || member.role() == Council::ROLE_SECRETARY;
    if (leads && member.user() == scope.call().actor) return absl::OkStatus();
  }
  return NotAMember(council.name());
}

absl::StatusOr<ScoringRound> Open(const Catalogue& catalogue, Scope& scope, const OpenScoringRoundRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), {kProvinceOfficer, kCouncilMember}));
  OCOP_ASSIGN_OR_RETURN(const Council council, scope.Read<Council>(CouncilTable(), request.council()));
  OCOP_RETURN_IF_ERROR(RequireOfficer(scope, council));
  // Locked: of two who open at once one finds the round of the other.
  OCOP_ASSIGN_OR_RETURN(const Dossier dossier, scope.Read<Dossier>(DossierTable(), request.dossier(), true));
  if (ProvinceCode(council.name()) != ProvinceCode(dossier.name())) return resource::NotFound(request.council());
  if (dossier.state() != Dossier::STATE_COUNCIL) {
    return WrongState(dossier, "OpenScoringRound", Steps().ActionsFrom(dossier.state()));
  }
  OCOP_ASSIGN_OR_RETURN(const std::optional<ScoringRound> last, LastRound(scope.transaction(), dossier.name()));
  if (last && !IsSetAside(*last, dossier)) return RoundAlreadyOpened(last->name());
  OCOP_ASSIGN_OR_RETURN(const Sheet* sheet, SheetFor(catalogue, scope, dossier));
  ScoringRound round;
  round.set_council(council.name());
  round.set_score_sheet(sheet->name());
  round.set_score_sheet_sha256(sheet->message().sha256());
  round.set_number(last ? last->number() + 1 : 1);
  round.set_attempt(1);
  *round.mutable_settings() = WithDefaults(council.settings(), *catalogue.FindSet(sheet->criteria_set()));
  for (ScoringRound::Seat& seat : SeatsOf(council, dossier)) *round.add_seats() = std::move(seat);
  const Quorum quorum = QuorumOf(round);
  if (quorum.able < quorum.needed) return QuorumImpossible(quorum.able, quorum.needed);
  return Insert(scope, dossier.name(), std::move(round));
}

// Whether the caller is the chair or the secretary of the round, and not tied to the producer.
absl::Status RequireLeader(const ScoringRound& round, const std::string& user) {
  const ScoringRound::Seat* seat = SeatOf(round, user);
  if (seat == nullptr || !(seat->chair() || seat->secretary())) return NotAMember(round.name());
  return CanLead(*seat) ? absl::OkStatus() : InConflict(round.name());
}

absl::StatusOr<ScoringRound> DeclareConflict(Scope& scope, const DeclareConflictRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), {kCouncilMember}));
  OCOP_ASSIGN_OR_RETURN(ScoringRound round, scope.Read<ScoringRound>(ScoringRoundTable(), request.name(), true));
  ScoringRound::Seat* declared = nullptr;
  for (ScoringRound::Seat& seat : *round.mutable_seats()) {
    if (seat.member() == request.member()) declared = &seat;
  }
  const bool own = declared != nullptr && declared->user() == scope.call().actor;
  if (!own) OCOP_RETURN_IF_ERROR(RequireLeader(round, scope.call().actor));
  OCOP_RETURN_IF_ERROR(resource::RequireCurrent(request, round));
  if (declared == nullptr) return status::InvalidField("member", "is no member of the council of this round");
  if (round.state() != ScoringRound::STATE_OPEN) return RoundClosed(round.name());
  declared->set_conflict(absl::StrCat("declared by ", scope.call().actor, ": ", request.reason()));
  const Quorum quorum = QuorumOf(round);
  if (quorum.able < quorum.needed) return QuorumImpossible(quorum.able, quorum.needed);
  OCOP_RETURN_IF_ERROR(DropSealedCards(scope.transaction(), round.name(), request.member()));
  OCOP_RETURN_IF_ERROR(ScoringRoundTable().Update(scope.transaction(), round));
  scope.Record(ScoringRoundTable(), JournalEntry::ACTION_UPDATE, round);
  return round;
}

// The cards of those who can score, and the points on them.
struct Counted {
  std::vector<ScoreCard> score_cards;
  std::vector<Card> cards;
  std::vector<std::string> members;
  bool has_chair = false;
};

Counted Count(const Sheet& sheet, const ScoringRound& round, std::vector<ScoreCard> sealed) {
  Counted counted;
  status::Violations none;  // checked when they were handed in
  for (ScoreCard& score_card : sealed) {
    const std::string member = LastId(score_card.name());
    for (const ScoringRound::Seat& seat : round.seats()) {
      if (seat.member() != member || !CanScore(seat)) continue;
      Card card = ReadCard(sheet, score_card.choices(), "choices", none);
      ReadDisqualifiers(sheet, score_card.disqualifiers(), "disqualifiers", card, none);
      counted.cards.push_back(std::move(card));
      counted.members.push_back(member);
      counted.score_cards.push_back(std::move(score_card));
      counted.has_chair = counted.has_chair || seat.chair();
    }
  }
  return counted;
}

absl::Status RequireQuorum(const ScoringRound& round, const Counted& counted) {
  const Quorum quorum = QuorumOf(round);
  const bool chair_missing = quorum.needs_chair && !counted.has_chair;
  const int missing = std::max(quorum.needed - static_cast<int>(counted.cards.size()), static_cast<int>(chair_missing));
  return missing > 0 ? QuorumMissing(missing, chair_missing) : absl::OkStatus();
}

// Makes resources of the cards: only now do they enter the journal.
absl::Status Publish(Scope& scope, std::vector<ScoreCard>& score_cards) {
  for (ScoreCard& score_card : score_cards) {
    OCOP_RETURN_IF_ERROR(ScoreCardTable().Insert(scope.transaction(), score_card));
    scope.Record(ScoreCardTable(), JournalEntry::ACTION_CREATE, score_card);
  }
  return absl::OkStatus();
}

void End(ScoringRound::State state, absl::Time now, ScoringRound& round) {
  round.set_state(state);
  // PostgreSQL keeps microseconds.
  *round.mutable_close_time() = clock::MicrosToTimestamp(absl::ToUnixMicros(now));
}

void Conclude(const Sheet& sheet, const CriteriaSet& set, absl::Time now, const Counted& counted, ScoringRound& round) {
  *round.mutable_verdict() = Judge(sheet, set, round.settings(), counted.cards);
  round.set_spread_centi(SpreadOf(counted.cards));
  for (auto& judging : JudgingOf(sheet, counted.members, counted.cards)) *round.add_judging() = std::move(judging);
  const bool too_wide = round.spread_centi() > round.settings().spread_limit_centi();
  round.set_outcome(too_wide && round.attempt() < round.settings().max_rounds() ? ScoringRound::OUTCOME_NEXT_ROUND
                                                                                : ScoringRound::OUTCOME_VERDICT);
  End(ScoringRound::STATE_CLOSED, now, round);
}

absl::Status OpenNext(Scope& scope, const ScoringRound& round) {
  ScoringRound next;
  next.set_council(round.council());
  next.set_score_sheet(round.score_sheet());
  next.set_score_sheet_sha256(round.score_sheet_sha256());
  next.set_number(round.number() + 1);
  next.set_attempt(round.attempt() + 1);
  *next.mutable_settings() = round.settings();
  *next.mutable_seats() = round.seats();
  return Insert(scope, round.name().substr(0, round.name().rfind("/scoringRounds/")), std::move(next)).status();
}

absl::StatusOr<ScoringRound> Close(const Catalogue& catalogue, Scope& scope, const CloseScoringRoundRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), {kCouncilMember}));
  OCOP_ASSIGN_OR_RETURN(ScoringRound round, scope.Read<ScoringRound>(ScoringRoundTable(), request.name(), true));
  OCOP_RETURN_IF_ERROR(RequireLeader(round, scope.call().actor));
  OCOP_RETURN_IF_ERROR(resource::RequireCurrent(request, round));
  if (round.state() != ScoringRound::STATE_OPEN) return RoundClosed(round.name());
  OCOP_ASSIGN_OR_RETURN(const Sheet* sheet, SheetOf(catalogue, round));
  OCOP_ASSIGN_OR_RETURN(std::vector<ScoreCard> sealed, SealedCards(scope.transaction(), round.name()));
  Counted counted = Count(*sheet, round, std::move(sealed));
  OCOP_RETURN_IF_ERROR(RequireQuorum(round, counted));
  Conclude(*sheet, *catalogue.FindSet(sheet->criteria_set()), scope.call().now, counted, round);
  OCOP_RETURN_IF_ERROR(Publish(scope, counted.score_cards));
  OCOP_RETURN_IF_ERROR(DropSealedCards(scope.transaction(), round.name(), ""));
  OCOP_RETURN_IF_ERROR(ScoringRoundTable().Update(scope.transaction(), round));
  scope.Record(ScoringRoundTable(), JournalEntry::ACTION_UPDATE, round);
  if (round.outcome() == ScoringRound::OUTCOME_NEXT_ROUND) OCOP_RETURN_IF_ERROR(OpenNext(scope, round));
  return round;
}

absl::StatusOr<ScoringRound> Cancel(Scope& scope, const CancelScoringRoundRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), {kProvinceOfficer}));
  OCOP_ASSIGN_OR_RETURN(ScoringRound round, scope.Read<ScoringRound>(ScoringRoundTable(), request.name(), true));
  OCOP_RETURN_IF_ERROR(resource::RequireCurrent(request, round));
  if (round.state() != ScoringRound::STATE_OPEN) return RoundClosed(round.name());
  End(ScoringRound::STATE_CANCELLED, scope.call().now, round);
  round.set_cancel_reason(request.reason());
  OCOP_RETURN_IF_ERROR(DropSealedCards(scope.transaction(), round.name(), ""));
  OCOP_RETURN_IF_ERROR(ScoringRoundTable().Update(scope.transaction(), round));
  scope.Record(ScoringRoundTable(), JournalEntry::ACTION_UPDATE, round);
  return round;
}

}  // namespace

void BindRounds(rpc::Service& service, const Context& context) {
  const auto catalogue = context.catalogue;
  resource::BindWrite<OpenScoringRoundRequest, ScoringRound>(
      service, "OpenScoringRound", context.home,
      [catalogue](Scope& scope, const OpenScoringRoundRequest& request) { return Open(*catalogue, scope, request); });
  resource::BindWrite<DeclareConflictRequest, ScoringRound>(service, "DeclareConflict", context.home, DeclareConflict);
  resource::BindWrite<CloseScoringRoundRequest, ScoringRound>(
      service, "CloseScoringRound", context.home,
      [catalogue](Scope& scope, const CloseScoringRoundRequest& request) { return Close(*catalogue, scope, request); });
  resource::BindWrite<CancelScoringRoundRequest, ScoringRound>(service, "CancelScoringRound", context.home, Cancel);
}

}  // namespace ocop::evaluation
