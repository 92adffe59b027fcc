// Until a round closes nobody learns anything of a score card but its own member: not what it says, not that it is
// there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/status/status.h"
#include "tests/evaluation/round_fixture.h"

namespace ocop::evaluation::oracle {
namespace {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages under test
using service::IsRefusal;

// Found in no text but that of the card that says it.
constexpr char kOpinion[] = "khong-ai-duoc-doc-truoc-khi-dong-vong";

class BlindnessTest : public RoundTest {
 protected:
  BlindnessTest() : dice_(3), sheet_(Sheet(kCurrentSet, 3)) {
    round_ = Opened("d", sheet_, CouncilOf(4)).name();
    for (int i = 0; i < 4; ++i) {
      cards_.push_back(*DrawCard(sheet_, {.lowest_centi = 6000, .highest_centi = 6900}, dice_));
    }
  }

  // Everybody there is, but m3.
  static std::vector<Caller> Others() {
    return {Chair(), Secretary(), Member(4), ProvinceOfficer(), Administrator(), Producer(), {"", ""}};
  }

  // An error as its reader sees it, without the name that was asked for.
  static std::string Told(const absl::Status& status, const std::string& name) {
    std::string told = absl::StrCat(absl::StatusCodeToString(status.code()), " ", status::ReasonOf(status), " ",
                                    std::string(status.message()));
    for (const auto& [key, value] : status::MetadataOf(status)) absl::StrAppend(&told, " ", key, "=", value);
    return absl::StrReplaceAll(told, {{name, "…"}});
  }

  std::string ToldOfCard(const std::string& member, const Caller& caller) const {
    return Told(ReadCard(round_, member, caller).status(), absl::StrCat(round_, "/scoreCards/", member));
  }

  SubmitScoreRequest RequestOf(const Card& card) const {
    SubmitScoreRequest request;
    request.set_name(round_);
    request.mutable_score_card()->set_opinion(kOpinion);
    for (const auto& [criterion, option] : card.answers) {
      Choice& choice = *request.mutable_score_card()->add_choices();
      choice.set_criterion(criterion);
      choice.set_option(option);
    }
    return request;
  }

  static std::string JournalCount(const std::string& condition = "true") {
    return service().database().Value("SELECT count(*) FROM evaluation.journal WHERE " + condition);
  }
  // Entries that hold the opinion's bytes.
  static std::string OpinionCount() {
    return JournalCount(
        absl::StrCat("position(decode('", absl::BytesToHexString(kOpinion), "', 'hex') in resource) > 0"));
  }

  Dice dice_;
  const SheetOracle& sheet_;
  std::string round_;
  std::vector<Card> cards_;
};

TEST_F(BlindnessTest, AnothersCardLooksLikeNone) {
  std::vector<std::string> before;
  for (const Caller& caller : Others()) before.push_back(ToldOfCard("m3", caller));
  Must(Submit(round_, Member(3), cards_[2]));
  for (size_t i = 0; i < Others().size(); ++i) {
    const Caller caller = Others()[i];
    EXPECT_THAT(ReadCard(round_, "m3", caller).status(), IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
    EXPECT_EQ(ToldOfCard("m3", caller), before[i]) << caller.actor;
    EXPECT_EQ(ToldOfCard("m3", caller), ToldOfCard("m99", caller)) << "not even somebody on the council";
  }
  EXPECT_THAT(ReadCard(round_, "m3", {Member(3).actor + "0", "council_member"}).status(),
              IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
}

TEST_F(BlindnessTest, AMemberReadsTheOwnCard) {
  const auto handed_in = Must(CallAs<ScoreCard>(Member(3), "AssessmentService/SubmitScore", RequestOf(cards_[2])));
  EXPECT_EQ(handed_in.name(), round_ + "/scoreCards/m3");
  EXPECT_EQ(handed_in.total_centi(), sheet_.TotalOf(cards_[2]));
  const auto read = Must(ReadCard(round_, "m3", Member(3)));
  EXPECT_EQ(read.opinion(), kOpinion);
  EXPECT_EQ(read.choices_size(), static_cast<int>(sheet_.leaves().size()));
  EXPECT_EQ(read.total_centi(), handed_in.total_centi());
}

TEST_F(BlindnessTest, NobodyListsCardsOfAnOpenRound) {
  SubmitAll(round_, cards_);
  std::vector<Caller> everybody = Others();
  everybody.push_back(Member(3));
  for (const Caller& caller : everybody) EXPECT_TRUE(ListCards(round_, caller).empty()) << caller.actor;
}

TEST_F(BlindnessTest, TheRoundAndTheDossierDoNotChange) {
  const std::string round = ReadRound(round_).DebugString();
  const std::string dossier = ReadDossier(Name("dossiers/d")).DebugString();
  SubmitAll(round_, cards_);
  SubmitAll(round_, cards_);
  EXPECT_EQ(ReadRound(round_).DebugString(), round) << "nor does its etag";
  EXPECT_EQ(ReadDossier(Name("dossiers/d")).DebugString(), dossier);
  EXPECT_FALSE(ReadRound(round_).has_verdict());
  EXPECT_EQ(ReadRound(round_).judging_size(), 0);
}

TEST_F(BlindnessTest, TheJournalLearnsOfCardsWhenTheRoundCloses) {
  const std::string before = JournalCount();
  for (int number : {1, 2, 3, 4, 3}) {
    Must(CallAs<ScoreCard>(Member(number), "AssessmentService/SubmitScore",
                           RequestOf(cards_[static_cast<size_t>(number) - 1])));
  }
  EXPECT_EQ(JournalCount(), before);
  EXPECT_EQ(OpinionCount(), "0");
  const std::string of_cards = absl::StrCat("resource_name LIKE '", round_, "/scoreCards/%'");
  EXPECT_EQ(JournalCount(of_cards), "0");
  Must(Close(round_));
  EXPECT_EQ(JournalCount(of_cards), "4");
  EXPECT_EQ(OpinionCount(), "4") << "what was looked for can be found";
}

TEST_F(BlindnessTest, ARefusalToCloseTellsNoNumber) {
  const std::vector<Caller> plain = {
      Member(3), Member(4), Producer(), CommuneOfficer(), {"stranger", "council_member"}};
  std::vector<std::string> before;
  for (const Caller& caller : plain) before.push_back(Told(Close(round_, caller).status(), round_));
  SubmitAll(round_, cards_);
  for (size_t i = 0; i < plain.size(); ++i) {
    const absl::Status refused = Close(round_, plain[i]).status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied) << plain[i].actor;
    EXPECT_EQ(Told(refused, round_), before[i]) << "with four cards as with none";
  }
  EXPECT_EQ(ReadRound(round_).state(), ScoringRound::STATE_OPEN);
}

TEST_F(BlindnessTest, AfterTheCloseAllCardsAreOpen) {
  Must(CallAs<ScoreCard>(Member(3), "AssessmentService/SubmitScore", RequestOf(cards_[2])));
  for (int number : {1, 2, 4}) Must(Submit(round_, Member(number), cards_[static_cast<size_t>(number) - 1]));
  ExpectResult(sheet_, Must(Close(round_)), cards_);
  for (const Caller& caller : Others()) {
    EXPECT_EQ(ListCards(round_, caller).size(), 4u) << caller.actor;
    EXPECT_EQ(Must(ReadCard(round_, "m3", caller)).opinion(), kOpinion);
  }
  EXPECT_THAT(Submit(round_, Member(3), cards_[2]).status(),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "ROUND_CLOSED"));
}

TEST_F(BlindnessTest, ANewCardTakesThePlaceOfTheOldOne) {
  SubmitAll(round_, {cards_[1], cards_[2], cards_[3], cards_[0]});
  ExpectResult(sheet_, Judged(round_, cards_), cards_);
}

TEST_F(BlindnessTest, ATrialHandsNothingIn) {
  SubmitScoreRequest request = RequestOf(cards_[2]);
  request.set_validate_only(true);
  EXPECT_EQ(Must(CallAs<ScoreCard>(Member(3), "AssessmentService/SubmitScore", request)).total_centi(),
            sheet_.TotalOf(cards_[2]));
  EXPECT_THAT(ReadCard(round_, "m3", Member(3)).status(), IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
}

}  // namespace
}  // namespace ocop::evaluation::oracle
