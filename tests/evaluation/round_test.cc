// From the draft to the recognition, for every sheet in force: what councils of all sizes decide is what the oracle
// says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/clock/date.h"
#include "tests/evaluation/round_fixture.h"

namespace ocop::evaluation::oracle {
namespace {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages under test
using service::IsRefusal;

constexpr int kEnoughTries = 30;

// What a council is to come to, about.
struct Aim {
  int stars;
  // Every card reaches the starred minimums; otherwise some do not.
  bool strict;
};

class FullRoundTest : public RoundTest {
 protected:
  FullRoundTest() : dice_(26) {}

  // Two cards that lie further apart than any limit that is drawn, among others.
  std::vector<Card> DrawScattered(const SheetOracle& sheet, int members) {
    std::vector<Card> cards;
    for (int i = 0; i < members; ++i) cards.push_back(DrawAnyCard(sheet, dice_));
    cards.front() = *DrawCard(sheet, {.highest_centi = 4000}, dice_);
    cards.back() = *DrawCard(sheet, {.lowest_centi = 7000}, dice_);
    return cards;
  }

  // Cards within the limit and, as far as the sheet allows, within the band aimed at.
  std::vector<Card> DrawTogether(const SheetOracle& sheet, int members, int64_t limit, Aim aim) {
    for (int attempt = 0; attempt < kEnoughTries; ++attempt) {
      const int64_t bottom = aim.stars == 0 ? 5000 : sheet.BandFloor(aim.stars);
      const int64_t top = aim.stars == 0 || aim.stars == 5 ? 10000 : sheet.BandFloor(aim.stars + 1) - 1;
      const int64_t lowest = bottom + dice_.Below(static_cast<int>(top - bottom));
      std::vector<Card> cards;
      for (int i = 0; i < members; ++i) {
        const auto card = DrawCard(sheet,
                                   {.lowest_centi = lowest,
                                    .highest_centi = std::min(top, lowest + limit),
                                    .minimum_stars = aim.strict || dice_.Percent(70) ? aim.stars : 0},
                                   dice_);
        if (card.has_value()) cards.push_back(*card);
      }
      if (static_cast<int>(cards.size()) == members) return Disqualify(sheet, std::move(cards), aim);
    }
    return std::vector<Card>(static_cast<size_t>(members), *DrawCard(sheet, {}, dice_));
  }

  // Most find the same disqualifier when no stars are aimed at; now and then one finds something anyway.
  std::vector<Card> Disqualify(const SheetOracle& sheet, std::vector<Card> cards, Aim aim) {
    if (sheet.sheet().disqualifiers_size() == 0) return cards;
    const auto& found = sheet.sheet().disqualifiers(dice_.Below(sheet.sheet().disqualifiers_size())).id();
    const size_t finders = aim.stars == 0 ? cards.size() / 2 + 1 : dice_.Percent(25) ? 1 : 0;
    for (size_t i = 0; i < finders; ++i) cards[i].disqualifiers.push_back(found);
    return cards;
  }

  // The rounds of a dossier until a verdict stands.
  ScoringRound JudgeUntilItStands(const SheetOracle& sheet, ScoringRound round, const Settings& settings, Aim aim,
                                  bool scattered) {
    const Settings filled = sheet.Filled(settings);
    const int members = round.seats_size();
    for (int attempt = 1; attempt <= filled.max_rounds(); ++attempt) {
      const std::vector<Card> cards = scattered && attempt == 1
                                          ? DrawScattered(sheet, members)
                                          : DrawTogether(sheet, members, filled.spread_limit_centi(), aim);
      const ScoringRound closed = Judged(round.name(), cards);
      ExpectResult(sheet, closed, cards, settings, attempt);
      ExpectCards(sheet, closed.name(), cards);
      if (closed.outcome() != ScoringRound::OUTCOME_NEXT_ROUND) return closed;
      round = ReadNext(closed);
    }
    ADD_FAILURE() << "no verdict after the last round: " << round.name();
    return round;
  }

  // The round that a spread over the limit led to; the one before stays on record.
  ScoringRound ReadNext(const ScoringRound& closed) {
    EXPECT_EQ(ReadRound(closed.name()).DebugString(), closed.DebugString());
    const std::string dossier = closed.name().substr(0, closed.name().find("/scoringRounds/"));
    ScoringRound next = ReadRound(absl::StrCat(dossier, "/scoringRounds/", closed.number() + 1));
    EXPECT_EQ(next.state(), ScoringRound::STATE_OPEN);
    EXPECT_EQ(next.number(), closed.number() + 1);
    EXPECT_EQ(next.attempt(), closed.attempt() + 1);
    EXPECT_EQ(next.seats_size(), closed.seats_size());
    EXPECT_FALSE(next.has_verdict());
    EXPECT_EQ(Decide(dossier).status().code(), absl::StatusCode::kFailedPrecondition) << "no verdict stands yet";
    return next;
  }

  void ExpectCards(const SheetOracle& sheet, const std::string& round, const std::vector<Card>& cards) {
    const auto listed = ListCards(round, Producer());
    ASSERT_EQ(listed.size(), cards.size());
    std::map<std::string, ScoreCard> by_name;
    for (const ScoreCard& card : listed) by_name[card.name()] = card;
    for (size_t i = 0; i < cards.size(); ++i) {
      const ScoreCard& card = by_name[absl::StrCat(round, "/scoreCards/m", i + 1)];
      std::map<std::string, int> answers;
      for (const auto& choice : card.choices()) answers[choice.criterion()] = choice.option();
      EXPECT_EQ(answers, cards[i].answers) << card.name();
      EXPECT_THAT(card.disqualifiers(), ::testing::UnorderedElementsAreArray(cards[i].disqualifiers));
      EXPECT_EQ(card.total_centi(), sheet.TotalOf(cards[i]));
    }
  }

  // The province approves, and from five stars on the ministry judges.
  Dossier Approved(const SheetOracle& sheet, const std::string& name, const ScoringRound& round, int central_centi) {
    const Verdict& verdict = round.verdict();
    Dossier dossier = Must(Decide(name));
    EXPECT_EQ(dossier.decided_round(), round.name());
    EXPECT_EQ(dossier.province_stars(), verdict.stars());
    EXPECT_EQ(dossier.province_score_centi(), verdict.mean_centi());
    if (verdict.stars() < 5) {
      EXPECT_EQ(dossier.stars(), verdict.stars());
    } else {
      EXPECT_EQ(dossier.state(), Dossier::STATE_CENTRAL_REVIEW);
      dossier = Must(RecordCentral(name, central_centi));
      EXPECT_EQ(dossier.central_score_centi(), central_centi);
      EXPECT_EQ(dossier.province_stars(), 5);
      EXPECT_EQ(dossier.stars(), sheet.BandOf(central_centi));
    }
    EXPECT_EQ(dossier.state(), Dossier::STATE_DECIDED);
    return dossier;
  }

  void ExpectRecognition(const SheetOracle& sheet, const Dossier& dossier) {
    const auto recognition = Recognise(dossier.name(), "112/QĐ-UBND");
    if (dossier.stars() < 3) {
      EXPECT_THAT(recognition.status(), IsRefusal(absl::StatusCode::kFailedPrecondition, "STARS_NOT_RECOGNISED"));
      return;
    }
    const Recognition& made = Must(recognition);
    EXPECT_EQ(made.stars(), dossier.stars());
    EXPECT_EQ(made.product(), dossier.product());
    EXPECT_EQ(made.dossier(), dossier.name());
    EXPECT_EQ(made.legal_basis(), sheet.set().legal_basis());
    EXPECT_EQ(made.decision_number(), "112/QĐ-UBND");
    EXPECT_EQ(made.product_name(), dossier.form_01().product_name());
    EXPECT_EQ(made.producer_name(), dossier.form_01().unit_name());
    // Thirty-six months with the day of the decision as the first.
    const absl::CivilDay decided = clock::ToCivilDay(clock::Today(absl::Now()));
    const clock::Day last = clock::ToDay(absl::CivilDay(decided.year() + 3, decided.month(), decided.day())) - 1;
    EXPECT_EQ(clock::FormatDay(*clock::FromDate(made.expire_date())), clock::FormatDay(last));
    EXPECT_EQ(ReadDossier(dossier.name()).recognition(), made.name());
    EXPECT_THAT(Recognise(dossier.name(), "113/QĐ-UBND").status(),
                IsRefusal(absl::StatusCode::kFailedPrecondition, "ALREADY_RECOGNISED"));
  }

  // Returns the stars of the council.
  int RunAll(const SheetOracle& sheet, const Settings& settings, Aim aim, bool scattered, int central_centi) {
    SCOPED_TRACE(absl::StrCat(sheet.name(), " for ", aim.stars, " stars"));
    const std::string id = absl::StrCat("sheet-", sheet.sheet().number());
    const ScoringRound first = Opened(id, sheet, CouncilOf(3 + dice_.Below(7), settings));
    EXPECT_EQ(first.number(), 1);
    const ScoringRound round = JudgeUntilItStands(sheet, first, settings, aim, scattered);
    ExpectRecognition(sheet, Approved(sheet, Name("dossiers/" + id), round, central_centi));
    return round.verdict().stars();
  }

  Settings DrawSettings() {
    Settings settings;
    settings.set_spread_limit_centi(300 + 100 * dice_.Below(15));
    settings.set_quorum_percent(1 + dice_.Below(100));
    settings.set_max_rounds(1 + dice_.Below(3));
    settings.set_rounding(static_cast<Settings::Rounding>(dice_.Below(5)));
    settings.set_minimum_test(static_cast<Settings::MinimumTest>(dice_.Below(4)));
    settings.set_disqualifier_test(static_cast<Settings::DisqualifierTest>(dice_.Below(3)));
    return settings;
  }

  Dice dice_;
};

TEST_F(FullRoundTest, ByTheDefaultsEverySheetLeadsToItsStars) {
  std::set<int> seen;
  for (const SheetOracle* sheet : SheetsOf(kCurrentSet)) {
    const int number = sheet->sheet().number();
    seen.insert(RunAll(*sheet, {}, {number % 6, true}, number % 4 == 1, 9000));
    if (HasFatalFailure()) return;
  }
  EXPECT_EQ(seen, (std::set<int>{0, 1, 2, 3, 4, 5})) << "every outcome occurs";
}

TEST_F(FullRoundTest, ByOtherRulesOfOperationToo) {
  for (const SheetOracle* sheet : SheetsOf(kCurrentSet)) {
    const int number = sheet->sheet().number();
    RunAll(*sheet, DrawSettings(), {(number + 3) % 6, false}, number % 3 == 0, 8999);
    if (HasFatalFailure()) return;
  }
}

TEST_F(FullRoundTest, AfterTheLastRoundTheMeanStands) {
  const SheetOracle& sheet = Sheet(kCurrentSet, 1);
  ScoringRound round = Opened("d", sheet, CouncilOf(3));
  for (int attempt = 1; attempt <= 2; ++attempt) {
    const std::vector<Card> cards = DrawScattered(sheet, 3);
    const ScoringRound closed = Judged(round.name(), cards);
    ExpectResult(sheet, closed, cards, {}, attempt);
    EXPECT_GT(closed.spread_centi(), 1000);
    const bool last = attempt == 2;
    EXPECT_EQ(closed.outcome(), last ? ScoringRound::OUTCOME_VERDICT : ScoringRound::OUTCOME_NEXT_ROUND);
    if (!last) round = ReadNext(closed);
  }
  EXPECT_EQ(Must(Decide(Name("dossiers/d"))).decided_round(), round.name());
}

TEST_F(FullRoundTest, TheSpreadMayBeAsMuchAsTheLimit) {
  const SheetOracle& sheet = Sheet(kCurrentSet, 5);
  const std::string council = Appoint("c", 3);
  for (int spread : {900, 1000, 1100}) {
    const ScoringRound round = Must(Open(AtCouncil(absl::StrCat("d-", spread), sheet).name(), council));
    std::vector<Card> cards;
    for (int total : {6000, 6000 + spread, 6100}) {
      cards.push_back(*DrawCard(sheet, {.lowest_centi = total, .highest_centi = total}, dice_));
    }
    const ScoringRound closed = Judged(round.name(), cards);
    ExpectResult(sheet, closed, cards);
    EXPECT_EQ(closed.outcome(), spread > 1000 ? ScoringRound::OUTCOME_NEXT_ROUND : ScoringRound::OUTCOME_VERDICT);
  }
}

// Article 7.4g.
TEST_F(FullRoundTest, TheCouncilJudgesAgainAfterALowerResultOfTheMinistry) {
  const SheetOracle& sheet = Sheet(kCurrentSet, 2);
  const ScoringRound first = Opened("d", sheet, CouncilOf(3));
  const std::vector<Card> best(3, BestCard(sheet));
  const ScoringRound closed = Judged(first.name(), best);
  EXPECT_EQ(closed.verdict().stars(), 5);
  const Dossier lower = Approved(sheet, Name("dossiers/d"), closed, 8999);
  EvaluateAgainRequest request;
  request.set_name(lower.name());
  request.set_reason("Hội đồng trung ương chấm dưới 90 điểm");
  const auto again = Must(CallAs<Dossier>(ProvinceOfficer(), "DossierService/EvaluateAgain", request));
  EXPECT_EQ(again.state(), Dossier::STATE_COUNCIL);
  const ScoringRound second = Must(Open(lower.name(), closed.council()));
  EXPECT_EQ(second.number(), 2);
  EXPECT_EQ(second.attempt(), 1) << "no spread led to it";
  EXPECT_EQ(ReadRound(closed.name()).DebugString(), closed.DebugString());
  const std::vector<Card> cards = DrawTogether(sheet, 3, 1000, {4, true});
  ExpectResult(sheet, Judged(second.name(), cards), cards);
  EXPECT_EQ(Must(Decide(lower.name())).stars(), 4);
}

}  // namespace
}  // namespace ocop::evaluation::oracle
