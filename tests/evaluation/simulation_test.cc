// Single cards by the thousand: totals at the edges of the bands, each starred minimum of each sheet one option under
// it and at it, and what holds of any card.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "tests/evaluation/round_fixture.h"

namespace ocop::evaluation::oracle {
namespace {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages under test

class SimulationTest : public RoundTest {
 protected:
  SimulationTest() : dice_(1) {}

  // What the service makes of a card, which is what the oracle makes of it.
  Verdict Compared(const SheetOracle& sheet, const Card& card, const Settings& settings = {}) {
    ++cases_;
    const auto response = Must(Simulate(sheet, card, settings));
    EXPECT_EQ(Shown(response.verdict()), Shown(sheet.VerdictOf({card}, settings))) << sheet.name();
    // Points are whole, so that no way of rounding moves the total of one card.
    EXPECT_EQ(response.missing_to_next_band_centi(), sheet.MissingToNextBand(card)) << sheet.name();
    return response.verdict();
  }

  Settings DrawSettings() {
    Settings settings;
    settings.set_rounding(static_cast<Settings::Rounding>(dice_.Below(5)));
    settings.set_minimum_test(static_cast<Settings::MinimumTest>(dice_.Below(4)));
    settings.set_disqualifier_test(static_cast<Settings::DisqualifierTest>(dice_.Below(3)));
    return settings;
  }

  void CompareTotals(const SheetOracle& sheet) {
    for (int stars : {2, 3, 4, 5}) {
      for (int64_t off : {-200, -100, 0, 100}) {
        const int64_t total = sheet.BandFloor(stars) + off;
        for (int minimum_stars : {0, stars}) {
          const auto card = DrawCard(
              sheet, {.lowest_centi = total, .highest_centi = total, .minimum_stars = minimum_stars, .partial = true},
              dice_);
          if (!card.has_value()) continue;
          EXPECT_EQ(Compared(sheet, *card, DrawSettings()).band_stars(), off < 0 ? stars - 1 : stars) << total;
        }
      }
    }
  }

  // The best card but for one criterion, at its starred option and at the next lower one, or without an answer.
  void CompareMinimum(const SheetOracle& sheet, const Leaf& leaf, const Option& minimum) {
    SCOPED_TRACE(absl::StrCat(sheet.name(), " ", leaf.code, " for ", minimum.star_mark, " stars"));
    Card card = BestCard(sheet);
    card.answers[leaf.code] = minimum.id;
    const Verdict at = Compared(sheet, card, DrawSettings());
    EXPECT_FALSE(Misses(at, leaf, minimum));
    EXPECT_GE(at.stars(), std::min(minimum.star_mark, at.band_stars()));

    card.answers.erase(leaf.code);
    int64_t most = -1;
    for (const Option& option : leaf.options) {
      if (option.points_centi >= minimum.points_centi || option.points_centi <= most) continue;
      most = option.points_centi;
      card.answers[leaf.code] = option.id;
    }
    const Verdict under = Compared(sheet, card, DrawSettings());
    EXPECT_TRUE(Misses(under, leaf, minimum));
    EXPECT_LT(under.stars(), minimum.star_mark);
  }

  static bool Misses(const Verdict& verdict, const Leaf& leaf, const Option& minimum) {
    return std::any_of(verdict.missed_minimums().begin(), verdict.missed_minimums().end(),
                       [&](const Verdict::MissedMinimum& missed) {
                         return missed.criterion() == leaf.code && missed.required_centi() == minimum.points_centi;
                       });
  }

  Dice dice_;
  int cases_ = 0;
};

TEST_F(SimulationTest, AllEdges) {
  ASSERT_EQ(Sheets().size(), 52u);
  for (const SheetOracle& sheet : Sheets()) {
    CompareTotals(sheet);
    for (const Leaf& leaf : sheet.leaves()) {
      for (const Option& option : leaf.options) {
        if (option.star_mark != 0) CompareMinimum(sheet, leaf, option);
      }
    }
  }
  RecordProperty("cases", cases_);
  EXPECT_GE(cases_, 2000);
}

TEST_F(SimulationTest, AnyCard) {
  for (const SheetOracle& sheet : Sheets()) {
    for (int i = 0; i < 10; ++i) {
      Card card = DrawAnyCard(sheet, dice_);
      while (dice_.Percent(30)) card.answers.erase(dice_.Pick(sheet.leaves()).code);
      for (const auto& disqualifier : sheet.sheet().disqualifiers()) {
        if (dice_.Percent(5)) card.disqualifiers.push_back(disqualifier.id());
      }
      Compared(sheet, card, DrawSettings());
    }
  }
}

// Sheet 16, criterion 6.4: "Nếu được 0 điểm tại một trong các chỉ tiêu trên, sẽ không đánh giá các bước tiếp theo".
TEST_F(SimulationTest, NoPointsOnTheSensesOfWaterDisqualify) {
  const SheetOracle& sheet = Sheet(kCurrentSet, 16);
  for (const char* criterion : {"6.1", "6.2", "6.3", "6.4"}) {
    Card card = BestCard(sheet);
    card.answers[criterion] = 2;
    EXPECT_EQ(Compared(sheet, card).stars(), 5) << criterion;
    card.answers[criterion] = 1;
    const Verdict verdict = Compared(sheet, card);
    EXPECT_EQ(verdict.stars(), 0) << criterion;
    EXPECT_EQ(verdict.band_stars(), 5) << criterion;
    EXPECT_THAT(verdict.disqualifiers(), ::testing::ElementsAre("6.4")) << criterion;
    card.disqualifiers.emplace_back("6.4");
    EXPECT_THAT(Compared(sheet, card).disqualifiers(), ::testing::ElementsAre("6.4")) << "named besides";
    card.disqualifiers.clear();
    card.answers.erase(criterion);
    EXPECT_EQ(Compared(sheet, card).stars(), 5) << "without an answer to " << criterion;
  }
  Card card = BestCard(sheet);
  card.answers["7"] = 1;
  EXPECT_THAT(Compared(sheet, card).disqualifiers(), ::testing::IsEmpty()) << "not one of the criteria above";
}

// Decision 148/QĐ-TTg, sheet 5, criterion 1.a: "Bị loại nếu sử dụng toàn bộ nguyên liệu nhập khẩu hoặc không rõ nguồn
// gốc".
TEST_F(SimulationTest, TheLapsedLawDisqualifiesToo) {
  const SheetOracle& sheet = Sheet(kLapsedSet, 5);
  Card card = BestCard(sheet);
  EXPECT_EQ(Compared(sheet, card).stars(), 5);
  card.disqualifiers.emplace_back("1.a");
  EXPECT_EQ(Compared(sheet, card).stars(), 0);
}

TEST_F(SimulationTest, MorePointsNeverCostStars) {
  for (const SheetOracle& sheet : Sheets()) {
    for (int i = 0; i < 10; ++i) {
      const int aim = 1 + dice_.Below(5);
      auto card = DrawCard(sheet, {.minimum_stars = aim, .partial = dice_.Percent(20)}, dice_);
      ASSERT_TRUE(card.has_value());
      const Settings settings = DrawSettings();
      int stars = Must(Simulate(sheet, *card, settings)).verdict().stars();
      for (int raised = 0; raised < 4; ++raised) {
        const Leaf leaf = dice_.Pick(sheet.leaves());
        const Option option = dice_.Pick(leaf.options);
        if (option.points_centi <= SheetOracle::PointsOf(*card, leaf)) continue;
        card->answers[leaf.code] = option.id;
        const int now = Must(Simulate(sheet, *card, settings)).verdict().stars();
        EXPECT_GE(now, stars) << sheet.name() << " " << leaf.code << " to option " << option.id;
        stars = now;
      }
    }
  }
}

TEST_F(SimulationTest, TheOrderOfTheAnswersMeansNothing) {
  for (const SheetOracle& sheet : Sheets()) {
    SimulateRequest request;
    request.set_score_sheet(sheet.name());
    for (const auto& [criterion, option] : DrawAnyCard(sheet, dice_).answers) {
      // Some are left out, so that those without an answer are told in one order too.
      if (dice_.Percent(15)) continue;
      Choice& choice = *request.add_choices();
      choice.set_criterion(criterion);
      choice.set_option(option);
    }
    for (const auto& disqualifier : sheet.sheet().disqualifiers()) request.add_disqualifiers(disqualifier.id());
    const auto first = Must(CallAs<SimulateResponse>(Producer(), "AssessmentService/Simulate", request));
    for (int i = request.choices_size() - 1; i > 0; --i) {
      request.mutable_choices()->SwapElements(i, dice_.Below(i + 1));
    }
    std::reverse(request.mutable_disqualifiers()->begin(), request.mutable_disqualifiers()->end());
    const auto second = Must(CallAs<SimulateResponse>(Producer(), "AssessmentService/Simulate", request));
    EXPECT_EQ(second.DebugString(), first.DebugString()) << sheet.name();
  }
}

TEST_F(SimulationTest, WrongAnswersAreRefusedTogether) {
  const SheetOracle& sheet = Sheet(kCurrentSet, 1);
  Card card = BestCard(sheet);
  card.answers["99.9"] = 1;
  card.answers[sheet.leaves().front().code] = 99;
  card.disqualifiers.emplace_back("no-such-thing");
  const absl::Status refused = Simulate(sheet, card).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status::ViolationsOf(refused).size(), 3u) << refused;
  SimulateRequest request;
  request.set_score_sheet("criteriaSets/qd26-2026/scoreSheets/27");
  EXPECT_THAT(CallAs<SimulateResponse>(Producer(), "AssessmentService/Simulate", request).status(),
              service::IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
}

}  // namespace
}  // namespace ocop::evaluation::oracle
