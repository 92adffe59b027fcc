// Who may score: nobody who is tied to the producer, nobody from outside; enough of those who may, the chair among
// them; and by no sheet that is known not to add up, unless the administrator accepts it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "tests/evaluation/round_fixture.h"

namespace ocop::evaluation::oracle {
namespace {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages under test
using service::IsRefusal;

class SeatsTest : public RoundTest {
 protected:
  SeatsTest() : dice_(5), sheet_(Sheet(kCurrentSet, 4)) {}

  Card Near() { return *DrawCard(sheet_, {.lowest_centi = 6000, .highest_centi = 6900}, dice_); }
  std::vector<Card> Near(int count) {
    std::vector<Card> cards;
    for (int i = 0; i < count; ++i) cards.push_back(Near());
    return cards;
  }

  // Of as many members and the ties that `ties` says, m3 first.
  Council CouncilTied(const std::vector<std::string>& ties) const {
    Council council = CouncilOf(2 + static_cast<int>(ties.size()));
    for (size_t i = 0; i < ties.size(); ++i) {
      council.mutable_members(2 + static_cast<int>(i))->MergeFrom(Parse<Council::Member>(ties[i]));
    }
    return council;
  }

  static const ScoringRound::Seat& SeatOf(const ScoringRound& round, const std::string& member) {
    for (const auto& seat : round.seats()) {
      if (seat.member() == member) return seat;
    }
    ADD_FAILURE() << "no seat of " << member;
    return ScoringRound::Seat::default_instance();
  }

  static auto IsConflict() { return IsRefusal(absl::StatusCode::kPermissionDenied, "CONFLICT_OF_INTEREST"); }
  static auto IsQuorumMissing() { return IsRefusal(absl::StatusCode::kFailedPrecondition, "QUORUM_MISSING"); }

  Dice dice_;
  const SheetOracle& sheet_;
};

using ConflictTest = SeatsTest;

TEST_F(ConflictTest, WhoIsTiedToTheProducerIsFound) {
  const std::vector<std::string> ties = {
      R"pb(phone: "+84 912 345 678")pb",
      R"pb(phone: "0912.345.678")pb",
      R"pb(phone: "0084 912 345 678")pb",
      R"pb(phone: "+84 (0) 912 345 678")pb",
      R"pb(display_name: "Nguyen Thi Hoa")pb",
      R"pb(display_name: "NGUYỄN THỊ HÒA")pb",
      R"pb(display_name: "Bà Nguyễn Thị Hoà")pb",
      R"pb(display_name: "Ông/Bà: Nguyễn Thị Hòa")pb",
      R"pb(address: "12 ấp Bình Thành, xã Mỹ Phước Tây")pb",
      R"pb(identity_number: "082190001234")pb",
      R"pb(identity_number: "082 190 001 234")pb",
      R"pb(declared_producers: "$/producers/another" declared_producers: "$/producers/htx")pb",
  };
  const ScoringRound round = Opened("d", sheet_, CouncilTied(ties));
  for (size_t i = 0; i < ties.size(); ++i) {
    const int number = static_cast<int>(i) + 3;
    EXPECT_FALSE(SeatOf(round, MemberId(number)).conflict().empty()) << ties[i];
    EXPECT_THAT(Submit(round.name(), Member(number), Near()).status(), IsConflict()) << ties[i];
  }
  for (int free : {1, 2}) {
    EXPECT_TRUE(SeatOf(round, MemberId(free)).conflict().empty());
    EXPECT_TRUE(Submit(round.name(), Member(free), Near()).ok());
  }
}

TEST_F(ConflictTest, WhoMadeTheDossierIsTied) {
  Council council = CouncilOf(4);
  council.mutable_members(3)->set_user(Producer().actor);
  const ScoringRound round = Opened("d", sheet_, council);
  EXPECT_FALSE(SeatOf(round, "m4").conflict().empty());
  EXPECT_TRUE(SeatOf(round, "m3").conflict().empty());
  EXPECT_THAT(Submit(round.name(), {Producer().actor, "council_member"}, Near()).status(), IsConflict());
}

TEST_F(ConflictTest, LikenessIsNoTie) {
  const std::vector<std::string> ties = {
      R"pb(phone: "0912 345 679")pb",           R"pb(phone: "084 912 345 678")pb",
      R"pb(display_name: "Nguyễn Thị Hoàn")pb", R"pb(display_name: "Chị Nguyễn Thị Hoàn")pb",
      R"pb(display_name: "Bà Hòa")pb",          R"pb(address: "112 ấp Bình Thành, xã Mỹ Phước Tây")pb",
      R"pb(identity_number: "082190001235")pb", R"pb(declared_producers: "$/producers/htx-2")pb",
  };
  const ScoringRound round = Opened("d", sheet_, CouncilTied(ties));
  for (const auto& seat : round.seats()) EXPECT_TRUE(seat.conflict().empty()) << seat.ShortDebugString();
  const std::vector<Card> cards = Near(round.seats_size());
  ExpectResult(sheet_, Judged(round.name(), cards), cards);
}

TEST_F(ConflictTest, ADeclarationDropsTheCard) {
  const ScoringRound round = Opened("d", sheet_, CouncilOf(5));
  const std::vector<Card> cards = Near(5);
  SubmitAll(round.name(), cards);
  const auto declared = Must(DeclareConflict(round.name(), Member(5), "m5"));
  EXPECT_FALSE(SeatOf(declared, "m5").conflict().empty());
  EXPECT_TRUE(SeatOf(declared, "m4").conflict().empty());
  EXPECT_THAT(ReadCard(round.name(), "m5", Member(5)).status(),
              IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
  EXPECT_THAT(Submit(round.name(), Member(5), cards[4]).status(), IsConflict());
  const std::vector<Card> counted(cards.begin(), cards.end() - 1);
  ExpectResult(sheet_, Must(Close(round.name())), counted);
  EXPECT_EQ(ListCards(round.name(), Member(5)).size(), 4u);
}

TEST_F(ConflictTest, IsDeclaredByTheMemberOrWhoLeads) {
  const ScoringRound round = Opened("d", sheet_, CouncilOf(6));
  EXPECT_EQ(DeclareConflict(round.name(), Member(4), "m3").status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(DeclareConflict(round.name(), Producer(), "m3").status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_TRUE(SeatOf(ReadRound(round.name()), "m3").conflict().empty());
  EXPECT_TRUE(DeclareConflict(round.name(), Member(4), "m4").ok());
  EXPECT_TRUE(DeclareConflict(round.name(), Chair(), "m5").ok());
  EXPECT_TRUE(DeclareConflict(round.name(), Secretary(), "m6").ok());
  EXPECT_EQ(DeclareConflict(round.name(), Secretary(), "m99").status().code(), absl::StatusCode::kInvalidArgument);
  SubmitAll(round.name(), Near(3));
  Must(Close(round.name()));
  EXPECT_THAT(DeclareConflict(round.name(), Member(3), "m3").status(),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "ROUND_CLOSED"));
}

// Cards are sealed and leave its etag alone.
TEST_F(ConflictTest, WhoHasNotSeenTheRoundAsItIsChangesNothing) {
  const ScoringRound seen = Opened("d", sheet_, CouncilOf(5));
  SubmitAll(seen.name(), Near(5));
  DeclareConflictRequest declare;
  declare.set_name(seen.name());
  declare.set_reason("Anh em ruột của giám đốc");
  declare.set_etag(seen.etag());
  const auto declared = [&](const std::string& member) {
    declare.set_member(member);
    return CallAs<ScoringRound>(Secretary(), "AssessmentService/DeclareConflict", declare);
  };
  const ScoringRound changed = Must(declared("m5"));
  EXPECT_THAT(declared("m4").status(), IsRefusal(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  CloseScoringRoundRequest close;
  close.set_name(seen.name());
  close.set_etag(seen.etag());
  EXPECT_THAT(CallAs<ScoringRound>(Secretary(), "AssessmentService/CloseScoringRound", close).status(),
              IsRefusal(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  close.set_etag(changed.etag());
  EXPECT_TRUE(CallAs<ScoringRound>(Secretary(), "AssessmentService/CloseScoringRound", close).ok());
}

TEST_F(ConflictTest, ATrialOpensNoRoundAndDropsNoCard) {
  OpenScoringRoundRequest open;
  open.set_dossier(AtCouncil("d", sheet_).name());
  open.set_council(Appoint("council", 5));
  open.set_validate_only(true);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(Must(CallAs<ScoringRound>(ProvinceOfficer(), "AssessmentService/OpenScoringRound", open)).seats_size(),
              5);
  }
  const ScoringRound round = Must(Open(open.dossier(), open.council()));
  Must(Submit(round.name(), Member(5), Near()));
  DeclareConflictRequest declare;
  declare.set_name(round.name());
  declare.set_member("m5");
  declare.set_reason("Anh em ruột của giám đốc");
  declare.set_validate_only(true);
  const auto tried = Must(CallAs<ScoringRound>(Member(5), "AssessmentService/DeclareConflict", declare));
  EXPECT_FALSE(SeatOf(tried, "m5").conflict().empty());
  EXPECT_EQ(ReadRound(round.name()).DebugString(), round.DebugString());
  EXPECT_TRUE(ReadCard(round.name(), "m5", Member(5)).ok());
}

TEST_F(ConflictTest, NobodyFromOutsideScores) {
  const ScoringRound round = Opened("d", sheet_, CouncilOf(3));
  for (const Caller& caller : {Member(4), ProvinceOfficer(), Producer()}) {
    EXPECT_EQ(Submit(round.name(), caller, Near()).status().code(), absl::StatusCode::kPermissionDenied);
  }
  EXPECT_THAT(Submit(round.name(), Member(4), Near()).status(),
              IsRefusal(absl::StatusCode::kPermissionDenied, "NOT_A_MEMBER"));
}

TEST_F(ConflictTest, ACardAnswersEveryCriterion) {
  const ScoringRound round = Opened("d", sheet_, CouncilOf(3));
  Card card = Near();
  card.answers.erase(sheet_.leaves()[0].code);
  card.answers.erase(sheet_.leaves()[9].code);
  card.answers[sheet_.leaves()[5].code] = 99;
  const absl::Status refused = Submit(round.name(), Member(3), card).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status::ViolationsOf(refused).size(), 3u) << refused;
}

class QuorumTest : public SeatsTest {
 protected:
  // Enough cards and one more, as far as there are members, but none of the chair; then that one.
  void ExpectChairNeeded(int members, int percent) {
    SCOPED_TRACE(absl::StrCat(percent, " percent of ", members, " members"));
    Settings settings;
    settings.set_quorum_percent(percent);
    const std::string id = absl::StrCat("d-", members, "-", percent);
    const std::string round = Opened(id, sheet_, CouncilOf(members, settings)).name();
    const std::string open = ReadRound(round).DebugString();
    const std::vector<Card> cards = Near(members);
    for (int number = 2; number <= members; ++number) {
      Must(Submit(round, Member(number), cards[static_cast<size_t>(number) - 1]));
      EXPECT_THAT(Close(round).status(), IsQuorumMissing()) << number - 1 << " cards";
    }
    EXPECT_EQ(ReadRound(round).DebugString(), open) << "a refusal changes nothing";
    Must(Submit(round, Chair(), cards[0]));
    ExpectResult(sheet_, Must(Close(round)), cards, settings);
  }

  // With the chair's card among them: one less than needed, then as many.
  void ExpectNeededWithChair(int members, int percent, int needed) {
    SCOPED_TRACE(absl::StrCat(percent, " percent of ", members, " members"));
    Settings settings;
    settings.set_quorum_percent(percent);
    const std::string id = absl::StrCat("e-", members, "-", percent);
    const std::string round = Opened(id, sheet_, CouncilOf(members, settings)).name();
    const std::vector<Card> cards = Near(needed);
    EXPECT_EQ(sheet_.NeededCards(members, settings), needed);
    for (int number = 1; number <= needed; ++number) {
      EXPECT_THAT(Close(round).status(), IsQuorumMissing()) << number - 1 << " cards";
      Must(Submit(round, Member(number), cards[static_cast<size_t>(number) - 1]));
    }
    ExpectResult(sheet_, Must(Close(round)), cards, settings);
  }
};

TEST_F(QuorumTest, TheShareIsRoundedUp) {
  ExpectNeededWithChair(3, 75, 3);
  ExpectNeededWithChair(4, 75, 3);
  ExpectNeededWithChair(5, 75, 4);
  ExpectNeededWithChair(9, 75, 7);
  ExpectNeededWithChair(7, 50, 4);
  ExpectNeededWithChair(8, 50, 4);
  ExpectNeededWithChair(6, 1, 1);
  ExpectNeededWithChair(5, 100, 5);
}

TEST_F(QuorumTest, TheChairIsAmongThem) {
  ExpectChairNeeded(3, 1);
  ExpectChairNeeded(4, 75);
  ExpectChairNeeded(8, 50);
}

TEST_F(QuorumTest, AChairWhoCannotScoreIsNotMissed) {
  const std::string round = Opened("d", sheet_, CouncilOf(5)).name();
  Must(DeclareConflict(round, Chair(), "m1"));
  // Four are able to judge, of whom three must.
  Must(Submit(round, Member(2), Near()));
  Must(Submit(round, Member(3), Near()));
  EXPECT_THAT(Close(round).status(), IsQuorumMissing());
  Must(Submit(round, Member(4), Near()));
  EXPECT_EQ(Must(Close(round)).verdict().member_count(), 3);
}

TEST_F(QuorumTest, WhoHasNoVoteDoesNotCount) {
  Council council = CouncilOf(6);
  council.mutable_members(4)->set_non_voting(true);
  council.mutable_members(5)->set_non_voting(true);
  const ScoringRound round = Opened("d", sheet_, council);
  EXPECT_TRUE(SeatOf(round, "m6").non_voting());
  EXPECT_EQ(Submit(round.name(), Member(6), Near()).status().code(), absl::StatusCode::kPermissionDenied);
  const std::vector<Card> cards = Near(3);
  SubmitAll(round.name(), cards);
  ExpectResult(sheet_, Must(Close(round.name())), cards);
}

TEST_F(QuorumTest, WithoutAnybodyAbleNoRoundOpens) {
  Council council = CouncilOf(3);
  for (auto& member : *council.mutable_members()) member.add_declared_producers(Name("producers/htx"));
  EXPECT_THAT(Open(AtCouncil("d", sheet_).name(), Appoint("c", council)).status(),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "QUORUM_IMPOSSIBLE"));
}

TEST_F(QuorumTest, ADossierHasOneRoundAtATime) {
  const ScoringRound round = Opened("d", sheet_, CouncilOf(3));
  EXPECT_THAT(Open(Name("dossiers/d"), round.council()).status(),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "ROUND_ALREADY_OPENED"));
}

class FlawedSheetTest : public RoundTest {
 protected:
  static std::string Received() { return "receive_date { year: 2025 month: 3 day: 1 }"; }

  Answer<SheetAcceptance> Accept(const Caller& caller, const std::string& score_sheet) const {
    CreateSheetAcceptanceRequest request;
    request.set_parent(parent());
    request.mutable_sheet_acceptance()->set_score_sheet(score_sheet);
    request.mutable_sheet_acceptance()->set_reason("Đã đối chiếu với bản ký");
    return CallAs<SheetAcceptance>(caller, "CouncilService/CreateSheetAcceptance", request);
  }
};

TEST_F(FlawedSheetTest, JudgesNobodyUntilItIsAccepted) {
  const SheetOracle& sheet = Sheet(kLapsedSet, 11);
  EXPECT_FALSE(sheet.sheet().flaw().empty());
  const std::string dossier = AtCouncil("d", sheet, Received()).name();
  const std::string council = Appoint("c", 3);
  const auto refused = IsRefusal(absl::StatusCode::kFailedPrecondition, "SCORE_SHEET_FLAWED");
  EXPECT_THAT(Open(dossier, council).status(), refused);
  for (const Caller& caller : {ProvinceOfficer(), Chair(), Producer()}) {
    EXPECT_EQ(Accept(caller, sheet.name()).status().code(), absl::StatusCode::kPermissionDenied);
  }
  EXPECT_THAT(Open(dossier, council).status(), refused);
  EXPECT_EQ(Must(Accept(Administrator(), sheet.name())).accepted_by(), Administrator().actor);
  const ScoringRound round = Must(Open(dossier, council));
  Dice dice(11);
  std::vector<Card> cards;
  for (int i = 0; i < 3; ++i) cards.push_back(*DrawCard(sheet, {.lowest_centi = 7000, .highest_centi = 7900}, dice));
  ExpectResult(sheet, Judged(round.name(), cards), cards);
}

TEST_F(FlawedSheetTest, AnotherFlawedSheetStaysClosed) {
  Must(Accept(Administrator(), Sheet(kLapsedSet, 11).name()));
  const std::string dossier = AtCouncil("d", Sheet(kLapsedSet, 12), Received()).name();
  EXPECT_THAT(Open(dossier, Appoint("c", 3)).status(),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "SCORE_SHEET_FLAWED"));
}

TEST_F(FlawedSheetTest, ASoundSheetNeedsNoLeave) {
  EXPECT_THAT(Accept(Administrator(), Sheet(kCurrentSet, 11).name()).status(),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "SCORE_SHEET_SOUND"));
  EXPECT_THAT(Accept(Administrator(), "criteriaSets/qd148-2023/scoreSheets/99").status(),
              IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
  const SheetOracle& lapsed = Sheet(kLapsedSet, 1);
  EXPECT_TRUE(Open(AtCouncil("d", lapsed, Received()).name(), Appoint("c", 3)).ok());
}

// Decision 26/2026/QĐ-TTg article 12.2: what was filed before 2026-05-22 is judged by the set before, within 60 days.
// The law does not say that it is void after them.
TEST_F(FlawedSheetTest, WhatOutlivesTheLapsedSetIsOverdueAndStillJudged) {
  const Dossier dossier = AtCouncil("d", Sheet(kLapsedSet, 1), Received());
  EXPECT_EQ(dossier.due_date().ShortDebugString(), "year: 2026 month: 7 day: 21");
  EXPECT_TRUE(Open(dossier.name(), Appoint("c", 3)).ok());
}

}  // namespace
}  // namespace ocop::evaluation::oracle
