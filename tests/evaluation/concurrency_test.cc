// Whatever many do at once happens once: cards, closings, numbers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <set>

#include "absl/strings/str_cat.h"
#include "tests/evaluation/round_fixture.h"

namespace ocop::evaluation::oracle {
namespace {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages under test
using service::IsRefusal;

constexpr int kMembers = 50;
constexpr int kDossiers = 20;

class ConcurrencyTest : public RoundTest {
 protected:
  ConcurrencyTest() : dice_(50) {}

  std::vector<Card> DrawCards(const SheetOracle& sheet, int count) {
    std::vector<Card> cards;
    for (int i = 0; i < count; ++i) {
      cards.push_back(*DrawCard(sheet, {.lowest_centi = 7000, .highest_centi = 8000, .minimum_stars = 4}, dice_));
    }
    return cards;
  }

  // With a second secretary, m3.
  static Council TwoSecretaries() {
    Council council = CouncilOf(kMembers);
    council.mutable_members(2)->set_role(Council::ROLE_SECRETARY);
    return council;
  }

  // Two secretaries at once. What the one got who closed it.
  ScoringRound ClosedOnce(const std::string& round) const {
    std::vector<absl::StatusOr<ScoringRound>> answers(2, absl::UnknownError("no answer"));
    Together(2, [&](int i) { answers[static_cast<size_t>(i)] = Close(round, Member(2 + i)); });
    EXPECT_NE(answers[0].ok(), answers[1].ok()) << answers[0].status() << ", " << answers[1].status();
    const size_t closer = answers[0].ok() ? 0 : 1;
    EXPECT_THAT(answers[1 - closer].status(), IsRefusal(absl::StatusCode::kFailedPrecondition, "ROUND_CLOSED"));
    return Must(answers[closer]);
  }

  Dice dice_;
};

TEST_F(ConcurrencyTest, EveryCardCountsOnceAndOneSecretaryCloses) {
  const SheetOracle& sheet = Sheet(kCurrentSet, 9);
  const std::string round = Opened("d", sheet, TwoSecretaries()).name();
  const std::vector<Card> cards = DrawCards(sheet, kMembers);
  // The first ten press the button twice.
  Together(kMembers + 10,
           [&](int i) { Must(Submit(round, Member(i % kMembers + 1), cards[static_cast<size_t>(i % kMembers)])); });
  const ScoringRound closed = ClosedOnce(round);
  ExpectResult(sheet, closed, cards);
  EXPECT_EQ(closed.verdict().member_count(), kMembers);
  const auto listed = ListCards(round, Producer());
  EXPECT_EQ(listed.size(), static_cast<size_t>(kMembers));
  std::set<std::string> names;
  for (const ScoreCard& card : listed) names.insert(card.name());
  EXPECT_EQ(names.size(), static_cast<size_t>(kMembers));
  EXPECT_EQ(ReadRound(round).DebugString(), closed.DebugString());
}

// A card is counted and published, or refused because the round is closed; never taken and lost.
TEST_F(ConcurrencyTest, CardsThatRaceWithTheCloseAreCountedOrRefused) {
  const SheetOracle& sheet = Sheet(kCurrentSet, 10);
  Council council = TwoSecretaries();
  council.mutable_settings()->set_quorum_percent(2);
  const std::string round = Opened("d", sheet, council).name();
  const std::vector<Card> cards = DrawCards(sheet, kMembers);
  Must(Submit(round, Chair(), cards[0]));
  std::vector<absl::Status> handed_in(kMembers);
  Together(kMembers, [&](int i) {
    const auto at = static_cast<size_t>(i);
    handed_in[at] = i == 0 ? Close(round).status() : Submit(round, Member(i + 1), cards[at]).status();
  });
  EXPECT_TRUE(handed_in[0].ok()) << handed_in[0];
  std::set<std::string> taken = {round + "/scoreCards/m1"};
  for (int i = 1; i < kMembers; ++i) {
    const absl::Status& status = handed_in[static_cast<size_t>(i)];
    if (status.ok()) {
      taken.insert(absl::StrCat(round, "/scoreCards/", MemberId(i + 1)));
    } else {
      EXPECT_THAT(status, IsRefusal(absl::StatusCode::kFailedPrecondition, "ROUND_CLOSED"));
    }
  }
  std::set<std::string> published;
  for (const ScoreCard& card : ListCards(round, Producer())) published.insert(card.name());
  EXPECT_EQ(published, taken);
  EXPECT_EQ(ReadRound(round).verdict().member_count(), static_cast<int>(taken.size()));
}

TEST_F(ConcurrencyTest, ASpreadOpensOneNextRound) {
  const SheetOracle& sheet = Sheet(kCurrentSet, 12);
  const std::string round = Opened("d", sheet, TwoSecretaries()).name();
  std::vector<Card> cards = DrawCards(sheet, kMembers);
  cards.back() = *DrawCard(sheet, {.highest_centi = 5000}, dice_);
  SubmitAll(round, cards);
  EXPECT_EQ(ClosedOnce(round).outcome(), ScoringRound::OUTCOME_NEXT_ROUND);
  ListScoringRoundsRequest request;
  request.set_parent(Name("dossiers/d"));
  const auto rounds =
      Must(CallAs<ListScoringRoundsResponse>(Producer(), "AssessmentService/ListScoringRounds", request));
  EXPECT_EQ(rounds.scoring_rounds_size(), 2);
}

TEST_F(ConcurrencyTest, NumbersOfRecognitionsHaveNoGapAndNoDouble) {
  const SheetOracle& sheet = Sheet(kCurrentSet, 7);
  const std::string council = Appoint("c", 3);
  for (int i = 0; i < kDossiers; ++i) {
    const std::string dossier = AtCouncil(absl::StrCat("d-", i), sheet).name();
    Judged(Must(Open(dossier, council)).name(), DrawCards(sheet, 3));
    EXPECT_EQ(Must(Decide(dossier)).stars(), 4);
  }
  std::vector<absl::StatusOr<Recognition>> answers(kDossiers, absl::UnknownError("no answer"));
  Together(kDossiers, [&](int i) {
    answers[static_cast<size_t>(i)] =
        Recognise(Name(absl::StrCat("dossiers/d-", i)), absl::StrCat(100 + i, "/QĐ-UBND"));
  });
  std::set<std::string> codes, expected, certificates;
  for (int i = 0; i < kDossiers; ++i) {
    const auto made = Must(answers[static_cast<size_t>(i)]);
    codes.insert(made.product_code());
    certificates.insert(made.certificate_number());
    EXPECT_FALSE(made.certificate_number().empty());
    expected.insert(
        absl::StrCat(parent().substr(parent().find('/') + 1), "-28501-", i + 1, "-", made.decision_date().year()));
  }
  EXPECT_EQ(codes, expected);
  EXPECT_EQ(certificates.size(), static_cast<size_t>(kDossiers));
}

// Twenty officers press the button for one dossier.
TEST_F(ConcurrencyTest, ADossierIsRecognisedOnce) {
  const SheetOracle& sheet = Sheet(kCurrentSet, 8);
  const std::string round = Opened("d", sheet, CouncilOf(3)).name();
  Judged(round, DrawCards(sheet, 3));
  Must(Decide(Name("dossiers/d")));
  std::atomic<int> done = 0;
  Together(kDossiers, [&](int i) {
    const auto made = Recognise(Name("dossiers/d"), absl::StrCat(i + 1, "/QĐ-UBND"));
    done += made.ok() ? 1 : 0;
    if (!made.ok()) {
      EXPECT_THAT(made.status(), IsRefusal(absl::StatusCode::kFailedPrecondition, "ALREADY_RECOGNISED"));
    }
  });
  EXPECT_EQ(done, 1);
}

}  // namespace
}  // namespace ocop::evaluation::oracle
