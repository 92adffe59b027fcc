#include "tests/evaluation/oracle.h"

#include <algorithm>
#include <bitset>
#include <functional>

namespace ocop::evaluation::oracle {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages it works with

namespace {

constexpr int kMostStars = 5;
constexpr size_t kMostPoints = 10000;

// Sums of points that can be reached, in hundredths.
using ReachedSums = std::bitset<kMostPoints + 1>;

struct Fraction {
  int64_t above;
  int64_t below;

  bool IsAtLeast(int64_t bound) const { return above >= bound * below; }
  // To the next multiple of `unit`, half up.
  Fraction RoundedTo(int64_t unit) const { return {(2 * above + unit * below) / (2 * unit * below) * unit, 1}; }
};

Fraction Rounded(Fraction mean, CouncilSettings::Rounding rounding) {
  switch (rounding) {
    case CouncilSettings::ROUNDING_HUNDREDTHS:
      return mean.RoundedTo(1);
    case CouncilSettings::ROUNDING_TENTHS:
      return mean.RoundedTo(10);
    case CouncilSettings::ROUNDING_POINTS:
      return mean.RoundedTo(100);
    default:
      return mean;
  }
}

bool IsReached(CouncilSettings::MinimumTest test, int64_t sum, int64_t least, int64_t reached, int64_t members) {
  switch (test) {
    case CouncilSettings::MINIMUM_TEST_EVERY_MEMBER:
      return reached == members;
    case CouncilSettings::MINIMUM_TEST_MAJORITY:
      return 2 * reached > members;
    default:
      return sum >= least * members;
  }
}

// Every sum with one more criterion that adds one of `gains`.
ReachedSums WithOneOf(const ReachedSums& sums, const std::vector<int64_t>& gains) {
  ReachedSums more;
  for (int64_t gain : gains) more |= sums << static_cast<size_t>(gain);
  return more;
}

std::optional<int64_t> LeastFrom(const ReachedSums& sums, int64_t bound) {
  for (size_t sum = static_cast<size_t>(bound); sum <= kMostPoints; ++sum) {
    if (sums[sum]) return static_cast<int64_t>(sum);
  }
  return std::nullopt;
}

int64_t Greatest(const std::vector<int64_t>& gains) {
  return *std::max_element(gains.begin(), gains.end());
}

// How many of the others must change besides: the greatest gains first, until nothing lacks. nullopt if all do not
// suffice.
std::optional<size_t> FewestOthers(const std::vector<std::vector<int64_t>>& musts,
                                   const std::vector<std::vector<int64_t>>& others, int64_t lacking) {
  for (const auto& gains : musts) lacking -= Greatest(gains);
  std::vector<int64_t> greatest;
  for (const auto& gains : others) greatest.push_back(Greatest(gains));
  std::sort(greatest.rbegin(), greatest.rend());
  size_t count = 0;
  for (; lacking > 0; ++count) {
    if (count == greatest.size()) return std::nullopt;
    lacking -= greatest[count];
  }
  return count;
}

// What can be added by all of `musts` and exactly `count` of `others`.
ReachedSums SumsWith(const std::vector<std::vector<int64_t>>& musts, const std::vector<std::vector<int64_t>>& others,
                     size_t count) {
  ReachedSums nothing;
  nothing.set(0);
  for (const auto& gains : musts) nothing = WithOneOf(nothing, gains);
  std::vector<ReachedSums> by_count(count + 1);
  by_count[0] = nothing;
  for (const auto& gains : others) {
    // From above, so that a criterion is not added to itself.
    for (size_t changed = count; changed > 0; --changed) {
      by_count[changed] |= WithOneOf(by_count[changed - 1], gains);
    }
  }
  return by_count[count];
}

}  // namespace

int64_t Leaf::Most() const {
  int64_t most = 0;
  for (const Option& option : options) most = std::max(most, option.points_centi);
  return most;
}

SheetOracle::SheetOracle(ScoreSheet sheet, CriteriaSet set) : sheet_(std::move(sheet)), set_(std::move(set)) {
  for (const auto& part : sheet_.parts()) {
    for (const auto& criterion : part.criteria()) AddLeaves(part.code(), criterion);
  }
}

void SheetOracle::AddLeaves(const std::string& part, const ScoreSheet::Criterion& criterion) {
  if (criterion.options_size() > 0) {
    Leaf& leaf = leaves_.emplace_back(Leaf{criterion.code(), part, {}});
    for (const auto& option : criterion.options()) {
      if (option.has_points_centi()) leaf.options.push_back({option.id(), option.points_centi(), option.star_mark()});
    }
  }
  for (const auto& below : criterion.criteria()) AddLeaves(part, below);
}

int64_t SheetOracle::PointsOf(const Card& card, const Leaf& leaf) {
  const auto answer = card.answers.find(leaf.code);
  if (answer == card.answers.end()) return 0;
  for (const Option& option : leaf.options) {
    if (option.id == answer->second) return option.points_centi;
  }
  return 0;
}

int64_t SheetOracle::TotalOf(const Card& card) const {
  int64_t total = 0;
  for (const Leaf& leaf : leaves_) total += PointsOf(card, leaf);
  return total;
}

int64_t SheetOracle::PartOf(const Card& card, const std::string& part) const {
  int64_t total = 0;
  for (const Leaf& leaf : leaves_) {
    if (leaf.part == part) total += PointsOf(card, leaf);
  }
  return total;
}

int64_t SheetOracle::SumOf(const std::vector<Card>& cards, const Leaf& leaf) const {
  int64_t sum = 0;
  for (const Card& card : cards) sum += PointsOf(card, leaf);
  return sum;
}

std::optional<int64_t> SheetOracle::LeastFor(const Leaf& leaf, int stars) {
  int highest = 0;
  std::optional<int64_t> least;
  for (const Option& option : leaf.options) {
    if (option.star_mark == 0 || option.star_mark > stars || option.star_mark <= highest) continue;
    highest = option.star_mark;
    least = option.points_centi;
  }
  return least;
}

int64_t SheetOracle::BandFloor(int stars) const {
  for (const auto& band : set_.star_bands()) {
    if (band.stars() == stars) return band.min_centi();
  }
  return 0;
}

int SheetOracle::BandOf(int64_t total_centi) const {
  return BandOfMean(total_centi, 1, CouncilSettings::ROUNDING_NONE);
}

int SheetOracle::BandOfMean(int64_t sum_centi, int64_t members, CouncilSettings::Rounding rounding) const {
  const Fraction mean = Rounded({sum_centi, members}, rounding);
  int stars = 0;
  for (const auto& band : set_.star_bands()) {
    if (mean.IsAtLeast(band.min_centi())) stars = std::max(stars, band.stars());
  }
  return stars;
}

int64_t SheetOracle::MissingToNextBand(const Card& card) const {
  const int band = BandOf(TotalOf(card));
  return band == kMostStars ? 0 : BandFloor(band + 1) - TotalOf(card);
}

CouncilSettings SheetOracle::Filled(const CouncilSettings& settings) const {
  CouncilSettings filled = set_.council_defaults();
  // What is 0 is not set, and merging takes only what is set.
  filled.MergeFrom(settings);
  return filled;
}

void SheetOracle::AddMissed(const std::vector<Card>& cards, const Leaf& leaf, int stars,
                            const CouncilSettings& settings, Verdict& verdict) const {
  const auto least = LeastFor(leaf, stars);
  // What fewer stars ask for already is told there.
  if (!least.has_value() || least == LeastFor(leaf, stars - 1)) return;
  const int64_t sum = SumOf(cards, leaf);
  const auto reached =
      std::count_if(cards.begin(), cards.end(), [&](const Card& card) { return PointsOf(card, leaf) >= *least; });
  if (IsReached(settings.minimum_test(), sum, *least, reached, static_cast<int64_t>(cards.size()))) return;
  Verdict::MissedMinimum* missed = verdict.add_missed_minimums();
  missed->set_criterion(leaf.code);
  missed->set_stars(stars);
  missed->set_required_centi(static_cast<int32_t>(*least));
  missed->set_sum_centi(static_cast<int32_t>(sum));
  missed->set_reached_count(static_cast<int32_t>(reached));
}

bool SheetOracle::GivesNothing(const Card& card, const std::string& code) const {
  return std::any_of(leaves_.begin(), leaves_.end(), [&](const Leaf& leaf) {
    return leaf.code == code && card.answers.count(code) > 0 && PointsOf(card, leaf) == 0;
  });
}

bool SheetOracle::Finds(const Card& card, const ScoreSheet::Disqualifier& disqualifier) const {
  if (std::count(card.disqualifiers.begin(), card.disqualifiers.end(), disqualifier.id()) > 0) return true;
  for (const std::string& code : disqualifier.zero_criteria()) {
    if (GivesNothing(card, code)) return true;
  }
  return false;
}

bool SheetOracle::IsDisqualifying(const Card& card, const Leaf& leaf) const {
  for (const auto& disqualifier : sheet_.disqualifiers()) {
    const auto& zero = disqualifier.zero_criteria();
    if (std::count(zero.begin(), zero.end(), leaf.code) > 0 && GivesNothing(card, leaf.code)) return true;
  }
  return false;
}

std::vector<std::string> SheetOracle::Disqualified(const std::vector<Card>& cards,
                                                   const CouncilSettings& settings) const {
  std::vector<std::string> hold;
  for (const auto& disqualifier : sheet_.disqualifiers()) {
    const auto found =
        std::count_if(cards.begin(), cards.end(), [&](const Card& card) { return Finds(card, disqualifier); });
    const bool any = settings.disqualifier_test() == CouncilSettings::DISQUALIFIER_TEST_ANY_MEMBER;
    if (any ? found > 0 : 2 * found > static_cast<int64_t>(cards.size())) hold.push_back(disqualifier.id());
  }
  return hold;
}

Verdict SheetOracle::VerdictOf(const std::vector<Card>& cards, const CouncilSettings& asked) const {
  const CouncilSettings settings = Filled(asked);
  const auto members = static_cast<int32_t>(cards.size());
  Verdict verdict;
  int64_t sum = 0;
  for (const Card& card : cards) sum += TotalOf(card);
  verdict.set_sum_centi(static_cast<int32_t>(sum));
  verdict.set_member_count(members);
  verdict.set_mean_centi(static_cast<int32_t>(sum / members));
  verdict.set_band_stars(BandOfMean(sum, members, settings.rounding()));
  for (const auto& part : sheet_.parts()) {
    int64_t most = 0, of_all = 0;
    for (const Leaf& leaf : leaves_) most += leaf.part == part.code() ? leaf.Most() : 0;
    for (const Card& card : cards) of_all += PartOf(card, part.code());
    Verdict::PartTotal* total = verdict.add_parts();
    total->set_part(part.code());
    total->set_sum_centi(static_cast<int32_t>(of_all));
    total->set_max_centi(static_cast<int32_t>(most));
  }
  for (int stars = 1; stars <= kMostStars; ++stars) {
    for (const Leaf& leaf : leaves_) AddMissed(cards, leaf, stars, settings, verdict);
  }
  for (const std::string& id : Disqualified(cards, settings)) verdict.add_disqualifiers(id);
  for (const Leaf& leaf : leaves_) {
    const auto answers = [&](const Card& card) { return card.answers.count(leaf.code) > 0; };
    if (!std::all_of(cards.begin(), cards.end(), answers)) verdict.add_unanswered(leaf.code);
  }
  int stars = verdict.band_stars();
  for (const auto& missed : verdict.missed_minimums()) stars = std::min(stars, missed.stars() - 1);
  verdict.set_stars(verdict.disqualifiers_size() > 0 ? 0 : stars);
  return verdict;
}

int64_t SheetOracle::SpreadOf(const std::vector<Card>& cards) const {
  std::set<int64_t> totals;
  for (const Card& card : cards) totals.insert(TotalOf(card));
  return *totals.rbegin() - *totals.begin();
}

ScoringRound::Outcome SheetOracle::OutcomeOf(const std::vector<Card>& cards, const CouncilSettings& asked,
                                             int attempt) const {
  const CouncilSettings settings = Filled(asked);
  const bool again = SpreadOf(cards) > settings.spread_limit_centi() && attempt < settings.max_rounds();
  return again ? ScoringRound::OUTCOME_NEXT_ROUND : ScoringRound::OUTCOME_VERDICT;
}

int SheetOracle::NeededCards(int able, const CouncilSettings& settings) const {
  int needed = 1;
  while (needed * 100 < able * Filled(settings).quorum_percent()) ++needed;
  return needed;
}

ScoringRound::Judging SheetOracle::JudgingOf(const std::vector<Card>& cards, size_t index) const {
  const Card& own = cards[index];
  const auto members = static_cast<int64_t>(cards.size());
  const auto severity = [&](const std::function<int64_t(const Card&)>& points) {
    int64_t sum = 0;
    for (const Card& card : cards) sum += points(card);
    return static_cast<int32_t>(points(own) * members - sum);
  };
  ScoringRound::Judging judging;
  judging.set_total_centi(static_cast<int32_t>(TotalOf(own)));
  judging.set_severity_times_cards(severity([&](const Card& card) { return TotalOf(card); }));
  for (const auto& part : sheet_.parts()) {
    judging.add_part_severity_times_cards(severity([&](const Card& card) { return PartOf(card, part.code()); }));
  }
  return judging;
}

int SheetOracle::AgreementOf(const std::vector<Card>& cards, size_t index) const {
  int agreed = 0;
  for (const Leaf& leaf : leaves_) {
    std::map<int, int> counts;
    for (const Card& card : cards) ++counts[card.answers.at(leaf.code)];
    const int own = cards[index].answers.at(leaf.code);
    const bool most = std::all_of(counts.begin(), counts.end(),
                                  [&](const auto& entry) { return entry.first == own || entry.second < counts[own]; });
    agreed += most ? 1 : 0;
  }
  return agreed;
}

std::vector<int64_t> SheetOracle::GainsOf(const Card& card, const Leaf& leaf, int64_t least_centi) const {
  std::vector<int64_t> gains;
  for (const Option& option : leaf.options) {
    const int64_t gain = option.points_centi - PointsOf(card, leaf);
    if (gain > 0 && option.points_centi >= least_centi) gains.push_back(gain);
  }
  return gains;
}

Upgrade SheetOracle::LeastUpgrade(const Card& card, int stars) const {
  Upgrade upgrade;
  std::vector<std::vector<int64_t>> musts, others;
  for (const Leaf& leaf : leaves_) {
    const int64_t least = LeastFor(leaf, stars).value_or(0);
    const std::vector<int64_t> gains = GainsOf(card, leaf, least);
    if (PointsOf(card, leaf) < least) upgrade.starred.insert(leaf.code);
    if (IsDisqualifying(card, leaf)) upgrade.disqualifying.insert(leaf.code);
    if (upgrade.starred.count(leaf.code) + upgrade.disqualifying.count(leaf.code) > 0) {
      musts.push_back(gains);
    } else if (!gains.empty()) {
      others.push_back(gains);
    }
  }
  const int64_t lacking = std::max<int64_t>(0, BandFloor(stars) - TotalOf(card));
  const auto count = FewestOthers(musts, others, lacking);
  if (!count.has_value()) return upgrade;
  const auto added = LeastFrom(SumsWith(musts, others, *count), lacking);
  if (!added.has_value()) return upgrade;
  upgrade.possible = true;
  upgrade.criteria = static_cast<int>(musts.size() + *count);
  upgrade.added_centi = *added;
  return upgrade;
}

Upgrade SheetOracle::LeastUpgradeByTrial(const Card& card, int stars, const std::vector<Leaf>& free) const {
  Upgrade best;
  const int64_t before = TotalOf(card);
  Card tried = card;
  std::function<void(size_t, int)> answer = [&](size_t next, int changed) {
    if (next == free.size()) {
      if (VerdictOf({tried}).stars() < stars) return;
      const int64_t added = TotalOf(tried) - before;
      if (best.possible && std::pair(best.criteria, best.added_centi) <= std::pair(changed, added)) return;
      best.possible = true;
      best.criteria = changed;
      best.added_centi = added;
      return;
    }
    answer(next + 1, changed);
    const std::string& code = free[next].code;
    const auto kept = card.answers.find(code);
    for (const Option& option : free[next].options) {
      if (kept != card.answers.end() && kept->second == option.id) continue;
      tried.answers[code] = option.id;
      answer(next + 1, changed + 1);
    }
    tried.answers.erase(code);
    if (kept != card.answers.end()) tried.answers[code] = kept->second;
  };
  answer(0, 0);
  return best;
}

}  // namespace ocop::evaluation::oracle
