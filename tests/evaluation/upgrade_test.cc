// The least that leads to more stars: fewest criteria, then fewest points, by two ways that share nothing with the
// service's, and of these two by each other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/evaluation/round_fixture.h"

namespace ocop::evaluation::oracle {
namespace {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages under test
using service::IsInvalidField;

// The oracle alone, on sheets so small that everything can be tried.
class TinySheetTest : public ::testing::Test {
 protected:
  TinySheetTest() : dice_(4) {}

  ScoreSheet DrawSheet() {
    ScoreSheet sheet;
    auto& part = *sheet.add_parts();
    part.set_code("A");
    for (int i = 1; i <= 5; ++i) {
      auto& criterion = *part.add_criteria();
      criterion.set_code(absl::StrCat(i));
      int points = 100 * dice_.Below(2), mark = 3;
      for (int id = 1; id <= 2 + dice_.Below(3); ++id) {
        auto& option = *criterion.add_options();
        option.set_id(id);
        option.set_points_centi(points);
        if (points > 0 && mark <= 5 && dice_.Percent(30)) option.set_star_mark(mark++);
        points += 100 * (1 + dice_.Below(3));
      }
    }
    AddDisqualifier(sheet);
    return sheet;
  }

  // By 0 points on half of the criteria that can have them.
  void AddDisqualifier(ScoreSheet& sheet) {
    auto& disqualifier = *sheet.add_disqualifiers();
    disqualifier.set_id("zero");
    for (const auto& criterion : sheet.parts(0).criteria()) {
      if (criterion.options(0).points_centi() == 0 && dice_.Percent(50)) {
        disqualifier.add_zero_criteria(criterion.code());
      }
    }
  }

  // Bands as in the law, of whatever the sheet adds up to.
  static CriteriaSet SetFor(const ScoreSheet& sheet) {
    int64_t most = 0;
    const SheetOracle oracle(sheet, {});
    for (const Leaf& leaf : oracle.leaves()) most += leaf.Most();
    CriteriaSet set;
    for (int stars = 1; stars <= 5; ++stars) {
      auto& band = *set.add_star_bands();
      band.set_stars(stars);
      band.set_min_centi(static_cast<int32_t>(stars == 1 ? 0 : most * (2 * stars - 1) / 10));
    }
    set.mutable_council_defaults()->set_rounding(CouncilSettings::ROUNDING_NONE);
    set.mutable_council_defaults()->set_minimum_test(CouncilSettings::MINIMUM_TEST_MEAN);
    return set;
  }

  Dice dice_;
};

TEST_F(TinySheetTest, BothWaysOfTheOracleAgree) {
  int compared = 0;
  for (int i = 0; i < 100; ++i) {
    const ScoreSheet sheet = DrawSheet();
    const SheetOracle oracle(sheet, SetFor(sheet));
    Card card = DrawAnyCard(oracle, dice_);
    if (dice_.Percent(20)) card.answers.erase(card.answers.begin());
    for (int stars = oracle.VerdictOf({card}).stars() + 1; stars <= 5; ++stars) {
      const Upgrade quick = oracle.LeastUpgrade(card, stars);
      const Upgrade tried = oracle.LeastUpgradeByTrial(card, stars, oracle.leaves());
      EXPECT_EQ(quick.possible, tried.possible);
      EXPECT_EQ(quick.criteria, tried.criteria) << sheet.DebugString();
      EXPECT_EQ(quick.added_centi, tried.added_centi) << sheet.DebugString();
      ++compared;
    }
  }
  EXPECT_GE(compared, 150);
}

class UpgradeTest : public RoundTest {
 protected:
  UpgradeTest() : dice_(11) {}

  Answer<SuggestUpgradeResponse> Suggest(const SheetOracle& sheet, const Card& card, int target_stars) const {
    SuggestUpgradeRequest request;
    request.set_score_sheet(sheet.name());
    request.set_target_stars(target_stars);
    for (const auto& [criterion, option] : card.answers) {
      Choice& choice = *request.add_choices();
      choice.set_criterion(criterion);
      choice.set_option(option);
    }
    return CallAs<SuggestUpgradeResponse>(Producer(), "AssessmentService/SuggestUpgrade", request);
  }

  // Of any kind, with a leaning to those whose stars hang on few things.
  Card Draw(const SheetOracle& sheet) {
    if (dice_.Percent(25)) return DrawAnyCard(sheet, dice_);
    const auto card = DrawCard(sheet,
                               {.lowest_centi = 1000 * dice_.Below(10),
                                .minimum_stars = dice_.Percent(50) ? 1 + dice_.Below(5) : 0,
                                .partial = dice_.Percent(30)},
                               dice_);
    return card.has_value() ? *card : DrawAnyCard(sheet, dice_);
  }

  // The card with the changes, each of which is what it says.
  static Card Changed(const SheetOracle& sheet, Card card, const SuggestUpgradeResponse& suggested,
                      const Upgrade& needed) {
    int next = 0;
    for (const Leaf& leaf : sheet.leaves()) {
      if (next == suggested.changes_size()) break;
      const auto& change = suggested.changes(next);
      if (change.criterion() != leaf.code) continue;
      ++next;
      const int64_t before = SheetOracle::PointsOf(card, leaf);
      card.answers[leaf.code] = change.option();
      EXPECT_GT(SheetOracle::PointsOf(card, leaf), before);
      EXPECT_EQ(change.added_centi(), SheetOracle::PointsOf(card, leaf) - before);
      EXPECT_EQ(change.starred_minimum(), needed.starred.count(leaf.code) > 0) << leaf.code;
      EXPECT_EQ(change.lifts_disqualifier(), needed.disqualifying.count(leaf.code) > 0) << leaf.code;
    }
    EXPECT_EQ(next, suggested.changes_size()) << "each criterion once, in the order of the form";
    return card;
  }

  void ExpectLeast(const SheetOracle& sheet, const Card& card, int target, const Upgrade& least,
                   const Upgrade& needed) {
    SCOPED_TRACE(absl::StrCat(sheet.name(), " to ", target, " stars"));
    const auto suggested = Must(Suggest(sheet, card, target));
    ASSERT_TRUE(least.possible);
    int64_t added = 0;
    for (const auto& change : suggested.changes()) added += change.added_centi();
    EXPECT_EQ(suggested.changes_size(), least.criteria) << suggested.DebugString();
    EXPECT_EQ(added, least.added_centi) << suggested.DebugString();
    EXPECT_EQ(suggested.current_stars(), sheet.VerdictOf({card}).stars());
    const Card changed = Changed(sheet, card, suggested, needed);
    EXPECT_EQ(Shown(suggested.verdict()), Shown(sheet.VerdictOf({changed})));
    const Verdict simulated = Must(Simulate(sheet, changed)).verdict();
    EXPECT_EQ(simulated.DebugString(), suggested.verdict().DebugString());
    EXPECT_GE(simulated.stars(), target);
    // What lifts a low starred minimum may lead further than was asked for.
    EXPECT_THAT(suggested.target_stars(), ::testing::AnyOf(target, simulated.stars()));
  }

  Dice dice_;
};

TEST_F(UpgradeTest, IsTheLeastForAnyCardOfAnySheet) {
  int asked = 0;
  for (const SheetOracle& sheet : Sheets()) {
    for (int i = 0; i < 8; ++i) {
      const Card card = Draw(sheet);
      for (int stars = sheet.VerdictOf({card}).stars() + 1; stars <= 5; ++stars) {
        const Upgrade least = sheet.LeastUpgrade(card, stars);
        ExpectLeast(sheet, card, stars, least, least);
        ++asked;
      }
    }
  }
  EXPECT_GE(asked, 500);
}

// Only a few criteria have anything left to give, and all their answers are tried.
TEST_F(UpgradeTest, NothingLessWouldDo) {
  for (const SheetOracle& sheet : Sheets()) {
    Card card = BestCard(sheet);
    std::vector<Leaf> lowered;
    std::set<std::string> seen;
    while (lowered.size() < 4) {
      const Leaf leaf = dice_.Pick(sheet.leaves());
      if (!seen.insert(leaf.code).second || leaf.options.size() < 2) continue;
      card.answers[leaf.code] = leaf.options.front().id;
      lowered.push_back(leaf);
    }
    const int now = sheet.VerdictOf({card}).stars();
    for (int stars = now + 1; stars <= 5; ++stars) {
      ExpectLeast(sheet, card, stars, sheet.LeastUpgradeByTrial(card, stars, lowered), sheet.LeastUpgrade(card, stars));
    }
  }
}

// Sheet 16, criterion 6.4: "Nếu được 0 điểm tại một trong các chỉ tiêu trên, sẽ không đánh giá các bước tiếp theo". A
// smell of 0 points stands in the way of the first star; 2 points are the least above.
TEST_F(UpgradeTest, LiftsAnswersThatDisqualify) {
  const SheetOracle& sheet = Sheet(kCurrentSet, 16);
  Card card = BestCard(sheet);
  card.answers["6.3"] = 1;
  const auto suggested = Must(Suggest(sheet, card, 0));
  EXPECT_EQ(suggested.current_stars(), 0);
  ASSERT_EQ(suggested.changes_size(), 1) << suggested.DebugString();
  EXPECT_EQ(suggested.changes(0).criterion(), "6.3");
  EXPECT_EQ(suggested.changes(0).option(), 2);
  EXPECT_EQ(suggested.changes(0).added_centi(), 200);
  EXPECT_TRUE(suggested.changes(0).lifts_disqualifier());
  EXPECT_FALSE(suggested.changes(0).starred_minimum());
  EXPECT_EQ(suggested.verdict().stars(), 5);
  card.answers.erase("6.3");
  EXPECT_EQ(Must(Suggest(sheet, card, 0)).current_stars(), 5) << "96 points, and no answer is not one of 0 points";
}

TEST_F(UpgradeTest, NoTargetMeansOneStarMore) {
  for (const SheetOracle* sheet : SheetsOf(kCurrentSet)) {
    const Card card = DrawAnyCard(*sheet, dice_);
    const int now = sheet->VerdictOf({card}).stars();
    ASSERT_LT(now, 5);
    EXPECT_EQ(Must(Suggest(*sheet, card, 0)).DebugString(), Must(Suggest(*sheet, card, now + 1)).DebugString());
    for (int reached = 1; reached <= now; ++reached) {
      EXPECT_THAT(Suggest(*sheet, card, reached).status(), IsInvalidField("target_stars"));
    }
  }
}

TEST_F(UpgradeTest, NothingIsAboveFiveStars) {
  const SheetOracle& sheet = Sheet(kCurrentSet, 11);
  const auto suggested = Must(Suggest(sheet, BestCard(sheet), 0));
  EXPECT_EQ(suggested.current_stars(), 5);
  EXPECT_EQ(suggested.target_stars(), 0);
  EXPECT_EQ(suggested.changes_size(), 0);
  EXPECT_EQ(Shown(suggested.verdict()), Shown(sheet.VerdictOf({BestCard(sheet)})));
}

}  // namespace
}  // namespace ocop::evaluation::oracle
