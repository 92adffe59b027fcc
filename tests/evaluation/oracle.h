// What score cards must come to, worked out from the sheet, the criteria set and the wording of the contracts alone:
// none of the service's code, whole numbers and fractions only, and no care for speed.
//
// A namespace of its own keeps its names apart from those of the service, which is linked into the same test.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ocop/evaluation/v1/assessment_service.pb.h"
#include "ocop/evaluation/v1/criteria_service.pb.h"
#include "ocop/evaluation/v1/evaluation.pb.h"

namespace ocop::evaluation::oracle {

// A member's answers: id of the option by code of the criterion.
struct Card {
  std::map<std::string, int> answers;
  // Those that the member names.
  std::vector<std::string> disqualifiers;
};

struct Option {
  int id;
  int64_t points_centi;
  int star_mark;
};

// A criterion that has options.
struct Leaf {
  std::string code;
  std::string part;
  // Those with points: an option without is a flaw of its sheet and no answer.
  std::vector<Option> options;

  // Points of the best option.
  int64_t Most() const;
};

// The least that has to change for more stars.
struct Upgrade {
  bool possible = false;
  int criteria = 0;
  int64_t added_centi = 0;
  // Criteria whose starred minimum of the target is not reached.
  std::set<std::string> starred;
  // Criteria whose answer of 0 points disqualifies.
  std::set<std::string> disqualifying;
};

class SheetOracle {
 public:
  SheetOracle(v1::ScoreSheet sheet, v1::CriteriaSet set);

  const v1::ScoreSheet& sheet() const { return sheet_; }
  const std::string& name() const { return sheet_.name(); }
  const v1::CriteriaSet& set() const { return set_; }
  // In the order of the form.
  const std::vector<Leaf>& leaves() const { return leaves_; }

  // 0 without an answer.
  static int64_t PointsOf(const Card& card, const Leaf& leaf);
  int64_t TotalOf(const Card& card) const;
  // Least points on a criterion for `stars`: those of its option with the highest mark up to there.
  static std::optional<int64_t> LeastFor(const Leaf& leaf, int stars);

  // From this mean total on a product is in the band of `stars`.
  int64_t BandFloor(int stars) const;
  // Of one total, not rounded.
  int BandOf(int64_t total_centi) const;
  // 0 in the highest band.
  int64_t MissingToNextBand(const Card& card) const;

  // What is not set takes the default of the criteria set.
  v1::CouncilSettings Filled(const v1::CouncilSettings& settings) const;
  v1::Verdict VerdictOf(const std::vector<Card>& cards, const v1::CouncilSettings& settings = {}) const;
  int64_t SpreadOf(const std::vector<Card>& cards) const;
  v1::ScoringRound::Outcome OutcomeOf(const std::vector<Card>& cards, const v1::CouncilSettings& settings,
                                      int attempt) const;
  // Cards that must be there, of so many members able to judge.
  int NeededCards(int able, const v1::CouncilSettings& settings) const;

  // How card `index` lies to the others, without member and agreement.
  v1::ScoringRound::Judging JudgingOf(const std::vector<Card>& cards, size_t index) const;
  // On how many criteria it has the answer that more cards have than any other.
  int AgreementOf(const std::vector<Card>& cards, size_t index) const;

  // By what must change, then the greatest gains, then the sums that can be reached with so many criteria.
  Upgrade LeastUpgrade(const Card& card, int stars) const;
  // By trying every set of answers to the criteria of `free`; knows nothing of starred criteria.
  Upgrade LeastUpgradeByTrial(const Card& card, int stars, const std::vector<Leaf>& free) const;

 private:
  void AddLeaves(const std::string& part, const v1::ScoreSheet::Criterion& criterion);
  int64_t SumOf(const std::vector<Card>& cards, const Leaf& leaf) const;
  int64_t PartOf(const Card& card, const std::string& part) const;
  int BandOfMean(int64_t sum_centi, int64_t members, v1::CouncilSettings::Rounding rounding) const;
  void AddMissed(const std::vector<Card>& cards, const Leaf& leaf, int stars, const v1::CouncilSettings& settings,
                 v1::Verdict& verdict) const;
  // An answer of 0 points; no answer is none.
  bool GivesNothing(const Card& card, const std::string& code) const;
  // By naming it, or by giving nothing where the sheet says that this suffices.
  bool Finds(const Card& card, const v1::ScoreSheet::Disqualifier& disqualifier) const;
  // Whether the answer to this criterion alone disqualifies.
  bool IsDisqualifying(const Card& card, const Leaf& leaf) const;
  std::vector<std::string> Disqualified(const std::vector<Card>& cards, const v1::CouncilSettings& settings) const;
  // What each option of a criterion that would do adds to the card.
  std::vector<int64_t> GainsOf(const Card& card, const Leaf& leaf, int64_t least_centi) const;

  v1::ScoreSheet sheet_;
  v1::CriteriaSet set_;
  std::vector<Leaf> leaves_;
};

}  // namespace ocop::evaluation::oracle
