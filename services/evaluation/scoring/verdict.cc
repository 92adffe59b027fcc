#include "services/evaluation/scoring/verdict.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"

namespace ocop::evaluation {
namespace {

using v1::CouncilSettings;
using v1::CriteriaSet;
using v1::Verdict;

// The unit that a mean is rounded to, in hundredths of a point; 0 for none.
int32_t UnitOf(CouncilSettings::Rounding rounding) {
  switch (rounding) {
    case CouncilSettings::ROUNDING_HUNDREDTHS:
      return 1;
    case CouncilSettings::ROUNDING_TENTHS:
      return 10;
    case CouncilSettings::ROUNDING_POINTS:
      return 100;
    default:
      return 0;
  }
}

// Whether the mean of `count` values with this sum, rounded half up to `unit`, is at least `least`.
bool MeanReaches(int64_t sum, int64_t count, int32_t least, int32_t unit) {
  if (unit == 0) return sum >= least * count;
  const int64_t rounded = (2 * sum + unit * count) / (2 * unit * count) * unit;
  return rounded >= least;
}

bool MinimumReached(CouncilSettings::MinimumTest test, int64_t sum, int reached, int64_t count, int32_t least) {
  switch (test) {
    case CouncilSettings::MINIMUM_TEST_EVERY_MEMBER:
      return reached == count;
    case CouncilSettings::MINIMUM_TEST_MAJORITY:
      return 2 * reached > count;
    default:
      return sum >= least * count;
  }
}

void AddMissedMinimums(const Sheet& sheet, const CouncilSettings& settings, const std::vector<Card>& cards,
                       Verdict& verdict) {
  for (int stars = kStarMarkFrom; stars <= kMostStars; ++stars) {
    for (size_t leaf = 0; leaf < sheet.leaves().size(); ++leaf) {
      const Leaf& criterion = sheet.leaves()[leaf];
      const int32_t least = criterion.minimum[stars];
      // What is missed for fewer stars already is not told again.
      if (least == criterion.minimum[stars - 1]) continue;
      int64_t sum = 0;
      int reached = 0;
      for (const Card& card : cards) {
        const int32_t points = std::max(card.points[leaf], 0);
        sum += points;
        if (points >= least) ++reached;
      }
      if (MinimumReached(settings.minimum_test(), sum, reached, static_cast<int64_t>(cards.size()), least)) continue;
      Verdict::MissedMinimum& missed = *verdict.add_missed_minimums();
      missed.set_criterion(criterion.code);
      missed.set_stars(stars);
      missed.set_required_centi(least);
      missed.set_sum_centi(static_cast<int32_t>(sum));
      missed.set_reached_count(reached);
    }
  }
}

// Whether the member names it, or an answer of 0 points brings it about.
bool Finds(const Card& card, const Sheet& sheet, const v1::ScoreSheet::Disqualifier& disqualifier) {
  const auto& zero = disqualifier.zero_criteria();
  return card.disqualifiers.contains(disqualifier.id()) ||
         std::any_of(zero.begin(), zero.end(), [&](const std::string& code) {
           return card.points[static_cast<size_t>(sheet.FindLeaf(code))] == 0;
         });
}

void AddDisqualifiers(const Sheet& sheet, const CouncilSettings& settings, const std::vector<Card>& cards,
                      Verdict& verdict) {
  const bool any = settings.disqualifier_test() == CouncilSettings::DISQUALIFIER_TEST_ANY_MEMBER;
  for (const v1::ScoreSheet::Disqualifier& disqualifier : sheet.message().disqualifiers()) {
    const auto found =
        std::count_if(cards.begin(), cards.end(), [&](const Card& card) { return Finds(card, sheet, disqualifier); });
    if (any ? found > 0 : 2 * found > static_cast<int64_t>(cards.size())) {
      verdict.add_disqualifiers(disqualifier.id());
    }
  }
}

void AddParts(const Sheet& sheet, const std::vector<Card>& cards, Verdict& verdict) {
  for (const v1::ScoreSheet::Part& part : sheet.message().parts()) {
    Verdict::PartTotal& total = *verdict.add_parts();
    total.set_part(part.code());
  }
  int32_t sum = 0;
  for (size_t leaf = 0; leaf < sheet.leaves().size(); ++leaf) {
    int32_t of_leaf = 0;
    bool answered = false;
    for (const Card& card : cards) {
      of_leaf += std::max(card.points[leaf], 0);
      answered = answered || card.points[leaf] >= 0;
    }
    Verdict::PartTotal& part = *verdict.mutable_parts(sheet.leaves()[leaf].part);
    part.set_sum_centi(part.sum_centi() + of_leaf);
    part.set_max_centi(part.max_centi() + sheet.leaves()[leaf].best);
    sum += of_leaf;
    if (!answered) verdict.add_unanswered(sheet.leaves()[leaf].code);
  }
  verdict.set_sum_centi(sum);
}

// Stars of the highest band that the mean reaches.
int BandOfMean(const CriteriaSet& set, const CouncilSettings& settings, const Verdict& verdict) {
  const int32_t unit = UnitOf(settings.rounding());
  int stars = 0;
  for (const CriteriaSet::StarBand& band : set.star_bands()) {
    if (MeanReaches(verdict.sum_centi(), verdict.member_count(), band.min_centi(), unit)) stars = band.stars();
  }
  return stars;
}

int StarsOf(const Verdict& verdict) {
  if (!verdict.disqualifiers().empty()) return 0;
  int stars = verdict.band_stars();
  for (const Verdict::MissedMinimum& missed : verdict.missed_minimums()) stars = std::min(stars, missed.stars() - 1);
  return stars;
}

}  // namespace

int32_t Card::total() const {
  int32_t sum = 0;
  for (const int32_t of_leaf : points) sum += std::max(of_leaf, 0);
  return sum;
}

Card ReadCard(const Sheet& sheet, const Choices& choices, const std::string& path, status::Violations& violations,
              const std::string& inner) {
  Card card;
  card.points.assign(sheet.leaves().size(), -1);
  card.options.assign(sheet.leaves().size(), 0);
  for (int i = 0; i < choices.size(); ++i) {
    const v1::Choice& choice = choices[i];
    const int index = sheet.FindLeaf(choice.criterion());
    if (index < 0) {
      violations.Add(
          absl::StrCat(path, "[", i, "]", inner, ".criterion"),
          absl::StrCat("\"", choice.criterion(), "\" is no criterion with options on sheet ", sheet.message().code()));
      continue;
    }
    const Leaf& leaf = sheet.leaves()[static_cast<size_t>(index)];
    int32_t& option = card.options[static_cast<size_t>(index)];
    if (option != 0) {
      violations.Add(absl::StrCat(path, "[", i, "]", inner, ".criterion"),
                     absl::StrCat("criterion ", leaf.code, " is answered twice"));
    }
    option = choice.option();
    if (option < 1 || option > static_cast<int>(leaf.points.size())) {
      violations.Add(absl::StrCat(path, "[", i, "]", inner, ".option"),
                     absl::StrCat("criterion ", leaf.code, " has the options 1 to ", leaf.points.size()));
      continue;
    }
    card.points[static_cast<size_t>(index)] = leaf.points[static_cast<size_t>(option - 1)];
  }
  return card;
}

void ReadDisqualifiers(const Sheet& sheet, const google::protobuf::RepeatedPtrField<std::string>& ids,
                       const std::string& path, Card& card, status::Violations& violations) {
  const auto& known = sheet.message().disqualifiers();
  for (int i = 0; i < ids.size(); ++i) {
    if (std::none_of(known.begin(), known.end(),
                     [&](const auto& disqualifier) { return disqualifier.id() == ids[i]; })) {
      violations.Add(absl::StrCat(path, "[", i, "]"),
                     absl::StrCat("\"", ids[i], "\" is no disqualifier of sheet ", sheet.message().code()));
    }
    card.disqualifiers.insert(ids[i]);
  }
}

void RequireComplete(const Sheet& sheet, const Card& card, const std::string& path, status::Violations& violations) {
  for (size_t leaf = 0; leaf < card.options.size(); ++leaf) {
    if (card.options[leaf] == 0) {
      violations.Add(path, absl::StrCat("criterion ", sheet.leaves()[leaf].code, " has no answer"));
    }
  }
}

Verdict Judge(const Sheet& sheet, const CriteriaSet& set, const CouncilSettings& settings,
              const std::vector<Card>& cards) {
  Verdict verdict;
  verdict.set_member_count(static_cast<int32_t>(cards.size()));
  AddParts(sheet, cards, verdict);
  verdict.set_mean_centi(verdict.sum_centi() / verdict.member_count());
  verdict.set_band_stars(BandOfMean(set, settings, verdict));
  AddMissedMinimums(sheet, settings, cards, verdict);
  AddDisqualifiers(sheet, settings, cards, verdict);
  verdict.set_stars(StarsOf(verdict));
  return verdict;
}

int BandOf(const CriteriaSet& set, int32_t total_centi) {
  int stars = 0;
  for (const CriteriaSet::StarBand& band : set.star_bands()) {
    if (total_centi >= band.min_centi()) stars = band.stars();
  }
  return stars;
}

int32_t BandMinimum(const CriteriaSet& set, int stars) {
  for (const CriteriaSet::StarBand& band : set.star_bands()) {
    if (band.stars() == stars) return band.min_centi();
  }
  return 0;
}

CouncilSettings WithDefaults(CouncilSettings settings, const CriteriaSet& set) {
  CouncilSettings complete = set.council_defaults();
  complete.MergeFrom(settings);  // what is not set leaves the default
  return complete;
}

}  // namespace ocop::evaluation
