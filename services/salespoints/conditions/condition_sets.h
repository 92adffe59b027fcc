// The official conditions that a point of sale has to meet, as data.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/clock/day.h"
#include "common/filter/predicate.h"
#include "ocop/salespoints/v1/sales_point_service.pb.h"

namespace ocop::salespoints {

class ConditionSets {
 public:
  // Files of ConditionSet in protobuf's text form, as (name, text). INVALID_ARGUMENT `INVALID_CONDITIONS` with the file
  // and what is wrong.
  static absl::StatusOr<ConditionSets> Load(const std::vector<std::pair<std::string_view, std::string_view>>& files);

  // Tests `facts` against the set in force on `as_of`; without one nothing is asked and nothing met.
  v1::SalesPointConditions Test(const v1::SalesPointConditions::Facts& facts, clock::Day as_of) const;

 private:
  struct Loaded {
    v1::ConditionSet set;
    std::vector<filter::CompiledPredicate> predicates;
  };
  std::map<clock::Day, Loaded> by_first_day_;
};

}  // namespace ocop::salespoints
