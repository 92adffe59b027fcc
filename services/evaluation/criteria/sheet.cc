#include "services/evaluation/criteria/sheet.h"

#include <algorithm>

namespace ocop::evaluation {

using v1::ScoreSheet;

Sheet::Sheet(ScoreSheet sheet) : message_(std::move(sheet)) {
  criteria_set_ = message_.name().substr(0, message_.name().find("/scoreSheets/"));
  for (int part = 0; part < message_.parts_size(); ++part) {
    for (const ScoreSheet::Criterion& criterion : message_.parts(part).criteria()) AddLeaves(criterion, part);
  }
  for (size_t i = 0; i < leaves_.size(); ++i) by_code_[leaves_[i].code] = static_cast<int>(i);
  for (const ScoreSheet::Disqualifier& disqualifier : message_.disqualifiers()) {
    for (const std::string& code : disqualifier.zero_criteria()) {
      leaves_[static_cast<size_t>(FindLeaf(code))].zero_disqualifies = true;
    }
  }
}

void Sheet::AddLeaves(const ScoreSheet::Criterion& criterion, int part) {
  for (const ScoreSheet::Criterion& below : criterion.criteria()) AddLeaves(below, part);
  if (criterion.options().empty()) return;
  Leaf leaf;
  leaf.code = criterion.code();
  leaf.part = part;
  for (const ScoreSheet::Option& option : criterion.options()) {
    leaf.points.push_back(option.points_centi());
    leaf.best = std::max(leaf.best, option.points_centi());
    // A mark holds for its stars and all above, until a higher mark.
    for (int stars = std::max(option.star_mark(), 1); option.star_mark() != 0 && stars <= kMostStars; ++stars) {
      leaf.minimum[stars] = std::max(leaf.minimum[stars], option.points_centi());
    }
  }
  leaves_.push_back(std::move(leaf));
}

int Sheet::FindLeaf(std::string_view code) const {
  const auto found = by_code_.find(code);
  return found == by_code_.end() ? -1 : found->second;
}

}  // namespace ocop::evaluation
