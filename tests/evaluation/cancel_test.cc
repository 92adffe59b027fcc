// Who leads a round, and the way out of one that cannot be closed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/status/status.h"
#include "tests/evaluation/round_fixture.h"

namespace ocop::evaluation::oracle {
namespace {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages under test
using service::IsInvalidField;
using service::IsRefusal;

class CancelTest : public RoundTest {
 protected:
  CancelTest() : dice_(6), sheet_(Sheet(kCurrentSet, 4)) {}

  Card Near() { return *DrawCard(sheet_, {.lowest_centi = 6000, .highest_centi = 6900}, dice_); }
  std::vector<Card> Near(int count) {
    std::vector<Card> cards;
    for (int i = 0; i < count; ++i) cards.push_back(Near());
    return cards;
  }

  Answer<ScoringRound> Cancel(const std::string& round, const Caller& caller = ProvinceOfficer(),
                              const std::string& text = "") const {
    auto request = Parse<CancelScoringRoundRequest>("reason: \"Chủ tịch có liên quan đến chủ thể\" " + text);
    request.set_name(round);
    return CallAs<ScoringRound>(caller, "AssessmentService/CancelScoringRound", request);
  }

  static auto IsConflict() { return IsRefusal(absl::StatusCode::kPermissionDenied, "CONFLICT_OF_INTEREST"); }

  Dice dice_;
  const SheetOracle& sheet_;
};

TEST_F(CancelTest, WhoIsTiedToTheProducerDoesNotLead) {
  const ScoringRound round = Opened("d", sheet_, CouncilOf(5));
  SubmitAll(round.name(), Near(5));
  Must(DeclareConflict(round.name(), Chair(), "m1"));
  EXPECT_THAT(DeclareConflict(round.name(), Chair(), "m3").status(), IsConflict());
  EXPECT_THAT(Close(round.name(), Chair()).status(), IsConflict());
  EXPECT_TRUE(DeclareConflict(round.name(), Chair(), "m1").ok()) << "the own tie, in other words";
  EXPECT_TRUE(Close(round.name(), Secretary()).ok());
}

TEST_F(CancelTest, ARoundThatNobodyCanCloseGivesWayToAnother) {
  const ScoringRound round = Opened("d", sheet_, CouncilOf(5));
  SubmitAll(round.name(), Near(5));
  for (const Caller& leader : {Chair(), Secretary()}) {
    Must(DeclareConflict(round.name(), leader, leader.actor == Chair().actor ? "m1" : "m2"));
  }
  for (const Caller& leader : {Chair(), Secretary()}) EXPECT_THAT(Close(round.name(), leader).status(), IsConflict());
  const std::string other = Appoint("other", 3);
  EXPECT_THAT(Open(Name("dossiers/d"), other).status(),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "ROUND_ALREADY_OPENED"));

  const ScoringRound cancelled = Must(Cancel(round.name()));
  EXPECT_EQ(cancelled.state(), ScoringRound::STATE_CANCELLED);
  EXPECT_EQ(cancelled.cancel_reason(), "Chủ tịch có liên quan đến chủ thể");
  EXPECT_EQ(cancelled.outcome(), ScoringRound::OUTCOME_UNSPECIFIED);
  EXPECT_TRUE(cancelled.has_close_time());
  EXPECT_EQ(ReadRound(round.name()).DebugString(), cancelled.DebugString());
  EXPECT_THAT(ListCards(round.name(), Member(5)), ::testing::IsEmpty());
  EXPECT_THAT(ReadCard(round.name(), "m5", Member(5)).status(),
              IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
  EXPECT_EQ(ReadDossier(Name("dossiers/d")).state(), Dossier::STATE_COUNCIL);
  EXPECT_THAT(Decide(Name("dossiers/d")).status(),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "DOSSIER_INCOMPLETE"));

  const ScoringRound next = Must(Open(Name("dossiers/d"), other));
  EXPECT_EQ(next.number(), 2);
  EXPECT_EQ(next.attempt(), 1);
  const std::vector<Card> cards = Near(3);
  ExpectResult(sheet_, Judged(next.name(), cards), cards);
  EXPECT_EQ(Must(Decide(Name("dossiers/d"))).decided_round(), next.name());
}

TEST_F(CancelTest, OnlyTheProvinceEndsAnOpenRoundAndSaysWhy) {
  const ScoringRound round = Opened("d", sheet_, CouncilOf(3));
  for (const Caller& caller : {Chair(), Producer(), CommuneOfficer(), Administrator()}) {
    EXPECT_THAT(Cancel(round.name(), caller).status(), IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING"));
  }
  EXPECT_THAT(Cancel(round.name(), ProvinceOfficer(), "reason: \"\"").status(), IsInvalidField("reason"));
  EXPECT_THAT(Cancel(round.name(), ProvinceOfficer(), "etag: \"old\"").status(),
              IsRefusal(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  EXPECT_THAT(Cancel(Name("dossiers/d/scoringRounds/9")).status(),
              IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
  const std::vector<Card> cards = Near(3);
  SubmitAll(round.name(), cards);
  EXPECT_EQ(Must(Cancel(round.name(), ProvinceOfficer(), "validate_only: true")).state(),
            ScoringRound::STATE_CANCELLED);
  EXPECT_TRUE(ReadCard(round.name(), "m3", Member(3)).ok()) << "a trial drops no card";
  ExpectResult(sheet_, Must(Close(round.name())), cards);
  EXPECT_THAT(Cancel(round.name()).status(), IsRefusal(absl::StatusCode::kFailedPrecondition, "ROUND_CLOSED"));
}

TEST_F(CancelTest, ACancelledRoundTakesNothingMore) {
  const ScoringRound round = Opened("d", sheet_, CouncilOf(3));
  Must(Cancel(round.name()));
  const auto refused = IsRefusal(absl::StatusCode::kFailedPrecondition, "ROUND_CLOSED");
  EXPECT_THAT(Submit(round.name(), Member(3), Near()).status(), refused);
  EXPECT_THAT(Close(round.name()).status(), refused);
  EXPECT_THAT(DeclareConflict(round.name(), Member(3), "m3").status(), refused);
  EXPECT_THAT(Cancel(round.name()).status(), refused);
}

}  // namespace
}  // namespace ocop::evaluation::oracle
