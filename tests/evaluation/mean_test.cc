// Where means lie a hair under a band, at it or over it, and where starred minimums and disqualifiers hang on one
// member.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/evaluation/round_fixture.h"

namespace ocop::evaluation::oracle {
namespace {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages under test

class MeanTest : public RoundTest {
 protected:
  MeanTest() : dice_(7) {}

  static Settings Rounding(Settings::Rounding rounding) {
    Settings settings;
    settings.set_rounding(rounding);
    return settings;
  }

  // One council of each size and way of rounding, for all its dossiers.
  const std::string& CouncilBy(const Settings& settings, int members) {
    std::string& council = councils_[absl::StrCat(members, " ", settings.ShortDebugString())];
    if (council.empty()) council = Appoint(absl::StrCat("c-", councils_.size()), members, settings);
    return council;
  }

  // The sheets take turns, but for the last: it has no disqualifiers and hardly a starred minimum.
  const SheetOracle& NextSheet() { return Sheet(kCurrentSet, 1 + dossiers_ % 25); }

  Card CardOf(const SheetOracle& sheet, int64_t total, int minimum_stars) {
    auto card = DrawCard(sheet, {.lowest_centi = total, .highest_centi = total, .minimum_stars = minimum_stars}, dice_);
    if (!card.has_value()) card = DrawCard(sheet, {.lowest_centi = total, .highest_centi = total}, dice_);
    EXPECT_TRUE(card.has_value()) << sheet.name() << " has no card of " << total;
    return card.value_or(Card());
  }

  // Totals in whole points whose sum is `points`, near each other but not all equal.
  std::vector<int64_t> Totals(int members, int64_t points) {
    std::vector<int64_t> totals;
    for (int i = 0; i < members; ++i) totals.push_back(100 * (points / members + (i < points % members ? 1 : 0)));
    for (int i = 0; i + 1 < members; i += 2) {
      const int64_t moved = 100 * dice_.Below(4);
      totals[static_cast<size_t>(i)] += moved;
      totals[static_cast<size_t>(i) + 1] -= moved;
    }
    return totals;
  }

  ScoringRound JudgedBy(const SheetOracle& sheet, const std::vector<Card>& cards, const Settings& settings) {
    const std::string id = absl::StrCat("d-", ++dossiers_);
    const std::string& council = CouncilBy(settings, static_cast<int>(cards.size()));
    const ScoringRound round = Judged(Must(Open(AtCouncil(id, sheet).name(), council)).name(), cards);
    ExpectResult(sheet, round, cards, settings);
    return round;
  }

  // A council whose totals come to so many points lower than the band of `stars` asks of it together.
  Verdict VerdictUnder(int stars, int members, int64_t points_under, Settings::Rounding rounding) {
    const SheetOracle& sheet = NextSheet();
    SCOPED_TRACE(absl::StrCat(members, " members, ", points_under, " points under ", stars, " stars, ",
                              Settings::Rounding_Name(rounding), ", ", sheet.name()));
    const int64_t points = sheet.BandFloor(stars) / 100 * members - points_under;
    std::map<int64_t, Card> cards_by_total;
    std::vector<Card> cards;
    for (int64_t total : Totals(members, points)) {
      Card& card = cards_by_total[total];
      if (card.answers.empty()) card = CardOf(sheet, total, stars);
      cards.push_back(card);
    }
    return JudgedBy(sheet, cards, Rounding(rounding)).verdict();
  }

  Dice dice_;
  int dossiers_ = 0;
  std::map<std::string, std::string> councils_;
};

TEST_F(MeanTest, EveryBandIsEnteredAtItsFloor) {
  for (int rounding = Settings::ROUNDING_NONE; rounding <= Settings::ROUNDING_POINTS; ++rounding) {
    for (int stars : {3, 4, 5}) {
      for (int members : {3, 4, 9}) {
        for (int under : {-1, 0, 1, 2}) VerdictUnder(stars, members, under, static_cast<Settings::Rounding>(rounding));
      }
    }
  }
}

// What the oracle says is said here once more, in figures that can be checked by hand.
TEST_F(MeanTest, RoundsHalfUpToPoints) {
  for (int stars : {2, 3, 4, 5}) {
    EXPECT_EQ(VerdictUnder(stars, 4, 2, Settings::ROUNDING_POINTS).band_stars(), stars) << "89.5 is 90";
    EXPECT_EQ(VerdictUnder(stars, 5, 3, Settings::ROUNDING_POINTS).band_stars(), stars - 1) << "89.4 is 89";
    EXPECT_EQ(VerdictUnder(stars, 4, 2, Settings::ROUNDING_TENTHS).band_stars(), stars - 1) << "89.5 is 89.5";
  }
}

TEST_F(MeanTest, RoundsHalfUpToTenths) {
  for (int stars : {3, 4, 5}) {
    EXPECT_EQ(VerdictUnder(stars, 20, 1, Settings::ROUNDING_TENTHS).band_stars(), stars) << "89.95 is 90.0";
    EXPECT_EQ(VerdictUnder(stars, 19, 1, Settings::ROUNDING_TENTHS).band_stars(), stars - 1) << "89.947 is 89.9";
    EXPECT_EQ(VerdictUnder(stars, 20, 1, Settings::ROUNDING_HUNDREDTHS).band_stars(), stars - 1) << "89.95 is 89.95";
    EXPECT_EQ(VerdictUnder(stars, 20, 1, Settings::ROUNDING_NONE).band_stars(), stars - 1);
  }
}

TEST_F(MeanTest, RoundsHalfUpToHundredths) {
  for (int stars : {3, 4, 5}) {
    const Verdict up = VerdictUnder(stars, 200, 1, Settings::ROUNDING_HUNDREDTHS);
    EXPECT_EQ(up.band_stars(), stars) << "89.995 is 90.00";
    EXPECT_EQ(up.mean_centi() % 100, 99) << "what is shown is rounded down";
    const Verdict down = VerdictUnder(stars, 199, 1, Settings::ROUNDING_HUNDREDTHS);
    EXPECT_EQ(down.band_stars(), stars - 1) << "89.99497 is 89.99";
  }
  EXPECT_EQ(VerdictUnder(5, 200, 1, Settings::ROUNDING_NONE).band_stars(), 4) << "89.995 is not 90";
}

class MemberTest : public MeanTest {
 protected:
  // A starred minimum with an option below and one above.
  struct Minimum {
    Leaf leaf;
    int below, at, above;
    int stars;
  };

  static std::vector<Minimum> MinimumsOf(const SheetOracle& sheet) {
    std::vector<Minimum> minimums;
    for (const Leaf& leaf : sheet.leaves()) {
      for (size_t i = 1; i + 1 < leaf.options.size(); ++i) {
        const Option &below = leaf.options[i - 1], &at = leaf.options[i], &above = leaf.options[i + 1];
        const bool rises = below.points_centi < at.points_centi && at.points_centi < above.points_centi;
        if (at.star_mark > 0 && rises) minimums.push_back({leaf, below.id, at.id, above.id, at.star_mark});
      }
    }
    return minimums;
  }

  // The best cards but for one criterion, answered by the members one after another.
  static std::vector<Card> CardsWith(const SheetOracle& sheet, const Leaf& leaf, const std::vector<int>& options) {
    std::vector<Card> cards;
    for (int option : options) {
      cards.push_back(BestCard(sheet));
      cards.back().answers[leaf.code] = option;
    }
    return cards;
  }

  static bool Misses(const Verdict& verdict, const Minimum& minimum) {
    for (const auto& missed : verdict.missed_minimums()) {
      if (missed.criterion() == minimum.leaf.code && missed.stars() == minimum.stars) return true;
    }
    return false;
  }

  static Settings TestedBy(Settings::MinimumTest test) {
    Settings settings;
    settings.set_minimum_test(test);
    return settings;
  }

  static std::vector<int> Repeat(int first, int count, int rest, int members) {
    std::vector<int> options(static_cast<size_t>(members), rest);
    std::fill_n(options.begin(), count, first);
    return options;
  }
};

TEST_F(MemberTest, AMinimumHangsOnTheMembersUnderIt) {
  for (int members : {4, 5}) {
    for (int under = 0; under <= members; ++under) {
      for (auto test :
           {Settings::MINIMUM_TEST_MEAN, Settings::MINIMUM_TEST_EVERY_MEMBER, Settings::MINIMUM_TEST_MAJORITY}) {
        const SheetOracle& sheet = NextSheet();
        const Minimum minimum = dice_.Pick(MinimumsOf(sheet));
        const auto cards = CardsWith(sheet, minimum.leaf, Repeat(minimum.below, under, minimum.at, members));
        const Verdict verdict = JudgedBy(sheet, cards, TestedBy(test)).verdict();
        const bool missed = test == Settings::MINIMUM_TEST_MAJORITY ? 2 * (members - under) <= members : under > 0;
        EXPECT_EQ(Misses(verdict, minimum), missed) << sheet.name() << " " << minimum.leaf.code;
        EXPECT_EQ(verdict.stars() < minimum.stars, missed);
      }
    }
  }
}

// One gives too little and another makes up for it, or almost: the mean is never rounded.
TEST_F(MemberTest, TheMeanOfAMinimumIsExact) {
  for (int round = 0; round < 12; ++round) {
    const SheetOracle& sheet = NextSheet();
    const Minimum minimum = dice_.Pick(MinimumsOf(sheet));
    const auto points = [&](int option) {
      return SheetOracle::PointsOf({{{minimum.leaf.code, option}}, {}}, minimum.leaf);
    };
    std::vector<int> options = Repeat(minimum.below, 1 + round % 2, minimum.at, 7);
    options.back() = minimum.above;
    int64_t sum = 0;
    for (int option : options) sum += points(option);
    Settings settings = TestedBy(Settings::MINIMUM_TEST_MEAN);
    settings.set_rounding(Settings::ROUNDING_POINTS);
    const auto cards = CardsWith(sheet, minimum.leaf, options);
    EXPECT_EQ(Misses(JudgedBy(sheet, cards, settings).verdict(), minimum), sum < 7 * points(minimum.at))
        << sheet.name() << " " << minimum.leaf.code;
  }
}

TEST_F(MemberTest, ADisqualifierHangsOnTheMembersWhoFindIt) {
  for (int finders = 0; finders <= 4; ++finders) {
    for (auto test : {Settings::DISQUALIFIER_TEST_ANY_MEMBER, Settings::DISQUALIFIER_TEST_MAJORITY}) {
      const SheetOracle& sheet = NextSheet();
      std::vector<Card> cards(4, BestCard(sheet));
      for (int i = 0; i < finders; ++i) {
        cards[static_cast<size_t>(i)].disqualifiers.push_back(sheet.sheet().disqualifiers(0).id());
      }
      // A different one adds nothing to the first.
      cards.back().disqualifiers.push_back(sheet.sheet().disqualifiers(1).id());
      Settings settings;
      settings.set_disqualifier_test(test);
      const Verdict verdict = JudgedBy(sheet, cards, settings).verdict();
      const bool out = test == Settings::DISQUALIFIER_TEST_ANY_MEMBER || finders > 2;
      EXPECT_EQ(verdict.stars(), out ? 0 : 5) << sheet.name() << ", found by " << finders;
    }
  }
}

// Whoever names it and whoever gives 0 points where the sheet excludes for that are counted alike, and once.
TEST_F(MemberTest, ADisqualifierHangsOnAnswersOfNoPointsToo) {
  const SheetOracle& sheet = Sheet(kCurrentSet, 16);
  for (int finders = 0; finders <= 4; ++finders) {
    for (auto test : {Settings::DISQUALIFIER_TEST_ANY_MEMBER, Settings::DISQUALIFIER_TEST_MAJORITY}) {
      std::vector<Card> cards(4, BestCard(sheet));
      if (finders > 0) {
        cards[0].answers["6.1"] = 1;
        cards[0].answers["6.2"] = 1;
        cards[0].disqualifiers.emplace_back("6.4");
      }
      if (finders > 1) cards[1].answers["6.3"] = 1;
      if (finders > 2) cards[2].disqualifiers.emplace_back("6.4");
      if (finders > 3) cards[3].answers["6.4"] = 1;
      Settings settings;
      settings.set_disqualifier_test(test);
      const Verdict verdict = JudgedBy(sheet, cards, settings).verdict();
      const bool out = test == Settings::DISQUALIFIER_TEST_ANY_MEMBER ? finders > 0 : finders > 2;
      EXPECT_EQ(verdict.stars(), out ? 0 : 5) << "found by " << finders;
    }
  }
}

}  // namespace
}  // namespace ocop::evaluation::oracle
