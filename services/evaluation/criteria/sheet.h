// A score sheet made ready for counting.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ocop/evaluation/v1/criteria_service.pb.h"

namespace ocop::evaluation {

// Stars that can have starred minimums, and the most there are.
inline constexpr int kStarMarkFrom = 3;
inline constexpr int kMostStars = 5;

// A criterion that has options.
struct Leaf {
  std::string code;
  // Index into the sheet's parts.
  int part = 0;
  // By option: points in hundredths; option id 1 comes first.
  std::vector<int32_t> points;
  // Least points for 0, 1, … 5 stars; 0 where there is no minimum.
  int32_t minimum[kMostStars + 1] = {};
  int32_t best = 0;
  // 0 points bring about a disqualifier of the sheet.
  bool zero_disqualifies = false;

  // No answer, -1, does not.
  bool DisqualifiedBy(int32_t answered) const { return zero_disqualifies && answered == 0; }
};

class Sheet {
 public:
  // `sheet` has passed CheckSheet.
  explicit Sheet(v1::ScoreSheet sheet);

  const v1::ScoreSheet& message() const { return message_; }
  const std::string& name() const { return message_.name(); }
  // In the order of the form.
  const std::vector<Leaf>& leaves() const { return leaves_; }
  // Index of a leaf by its code; -1 when there is none.
  int FindLeaf(std::string_view code) const;
  // `criteriaSets/{criteria_set}`.
  const std::string& criteria_set() const { return criteria_set_; }

 private:
  void AddLeaves(const v1::ScoreSheet::Criterion& criterion, int part);

  v1::ScoreSheet message_;
  std::string criteria_set_;
  std::vector<Leaf> leaves_;
  std::unordered_map<std::string_view, int> by_code_;
};

}  // namespace ocop::evaluation
