#include "services/registry/rules/targets.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"

namespace ocop::registry {
namespace {

using v1::CheckTargetsResponse;
using v1::Locality;
using v1::Target;

// The targets of one indicator.
class Breakdown {
 public:
  Breakdown(const Atlas& atlas, int year, std::string indicator)
      : atlas_(atlas), year_(year), indicator_(std::move(indicator)) {}

  void Add(const Target& target) {
    by_unit_[target.locality()] = &target;
    ceilings_ &= target.minimum() == 0;
  }

  std::vector<TargetFinding> Check() {
    CheckUnits();
    if (const Target::Breakdown way = Way(); way != Target::BREAKDOWN_UNSPECIFIED) {
      for (const auto& [unit, target] : by_unit_) CheckUnit(*target, way);
    }
    return std::move(findings_);
  }

 private:
  TargetFinding& Tell(const std::string& unit, CheckTargetsResponse::Problem problem, const std::string& explanation) {
    TargetFinding& finding = findings_.emplace_back();
    finding.set_indicator(indicator_);
    finding.set_locality(unit);
    finding.set_problem(problem);
    finding.set_explanation(explanation);
    if (const auto found = by_unit_.find(unit); found != by_unit_.end()) finding.set_target(found->second->name());
    return finding;
  }

  // What the target is about.
  int64_t NumberOf(const Target& target) const { return ceilings_ ? target.maximum() : target.minimum(); }

  // A unit of the year exists on some day of it.
  void CheckUnits() {
    for (const auto& [unit, target] : by_unit_) {
      const Locality* locality = atlas_.Find(unit);
      if (locality == nullptr || Atlas::ExistsOn(*locality, clock::ToDay(year_, 1, 1)) ||
          Atlas::ExistsOn(*locality, clock::ToDay(year_, 12, 31))) {
        continue;
      }
      Tell(unit, CheckTargetsResponse::PROBLEM_UNIT_NOT_ON_MAP,
           absl::StrCat(locality->full_name(), " does not exist in ", year_));
    }
  }

  // What those say that say anything; they are to agree.
  Target::Breakdown Way() {
    Target::Breakdown way = Target::BREAKDOWN_UNSPECIFIED;
    for (const auto& [unit, target] : by_unit_) {
      if (target->breakdown() == Target::BREAKDOWN_UNSPECIFIED) continue;
      if (way != Target::BREAKDOWN_UNSPECIFIED && way != target->breakdown()) {
        Tell(unit, CheckTargetsResponse::PROBLEM_BREAKDOWN_DIFFERS,
             "other targets of the indicator go together otherwise");
      }
      way = way == Target::BREAKDOWN_UNSPECIFIED ? target->breakdown() : way;
    }
    return way;
  }

  // Units right below one that exist with it: on the map of the targets, whichever of the year's that is.
  std::vector<const Locality*> UnitsBelow(const std::string& unit) const {
    const Locality* above = atlas_.Find(unit);
    if (above == nullptr) return {};
    const clock::Day last = clock::ToDay(year_, 12, 31);
    return atlas_.Below(unit, Atlas::ExistsOn(*above, last) ? last : clock::ToDay(year_, 1, 1));
  }

  void CheckUnit(const Target& target, Target::Breakdown way) {
    const std::vector<const Locality*> below = UnitsBelow(target.locality());
    std::vector<const Target*> parts;
    for (const Locality* unit : below) {
      if (const auto found = by_unit_.find(unit->name()); found != by_unit_.end()) parts.push_back(found->second);
    }
    if (parts.empty()) {
      const bool province = !below.empty() && atlas_.Find(target.locality())->kind() == Locality::KIND_PROVINCE;
      if (province && way == Target::BREAKDOWN_SUM) {
        Tell(target.locality(), CheckTargetsResponse::PROBLEM_NOT_BROKEN_DOWN, "no unit below has a target")
            .set_expected(NumberOf(target));
      }
      return;
    }
    if (way == Target::BREAKDOWN_SHARE) return CheckShares(target, parts);
    CheckSum(target, below, parts);
  }

  void CheckShares(const Target& target, const std::vector<const Target*>& parts) {
    const int64_t expected = NumberOf(target);
    for (const Target* part : parts) {
      const int64_t actual = NumberOf(*part);
      if (ceilings_ ? actual <= expected : actual >= expected) continue;
      TargetFinding& finding =
          Tell(part->locality(),
               ceilings_ ? CheckTargetsResponse::PROBLEM_SHARE_ABOVE : CheckTargetsResponse::PROBLEM_SHARE_BELOW,
               absl::StrCat(actual, ceilings_ ? " is more than " : " is less than ", expected, " of the unit above"));
      finding.set_expected(expected);
      finding.set_actual(actual);
    }
  }

  void CheckSum(const Target& target, const std::vector<const Locality*>& below,
                const std::vector<const Target*>& parts) {
    for (const Locality* unit : below) {
      if (by_unit_.contains(unit->name())) continue;
      Tell(unit->name(), CheckTargetsResponse::PROBLEM_UNIT_WITHOUT_TARGET,
           absl::StrCat(unit->full_name(), " has no target, others of its level have"));
    }
    int64_t sum = 0;
    for (const Target* part : parts) sum += NumberOf(*part);
    if (sum == NumberOf(target)) return;
    TargetFinding& finding =
        Tell(target.locality(), CheckTargetsResponse::PROBLEM_SUM_DIFFERS,
             absl::StrCat(parts.size(), " units below come to ", sum, ", not to ", NumberOf(target)));
    finding.set_expected(NumberOf(target));
    finding.set_actual(sum);
  }

  const Atlas& atlas_;
  const int year_;
  const std::string indicator_;
  std::map<std::string, const Target*> by_unit_;
  bool ceilings_ = true;  // None has a minimum.
  std::vector<TargetFinding> findings_;
};

}  // namespace

std::vector<TargetFinding> CheckBreakdown(const Atlas& atlas, int year, const std::vector<Target>& targets) {
  std::map<std::string, Breakdown> indicators;
  for (const Target& target : targets) {
    indicators.try_emplace(target.indicator(), atlas, year, target.indicator()).first->second.Add(target);
  }
  std::vector<TargetFinding> findings;
  for (auto& [indicator, breakdown] : indicators) {
    for (TargetFinding& finding : breakdown.Check()) findings.push_back(std::move(finding));
  }
  std::stable_sort(findings.begin(), findings.end(), [](const TargetFinding& a, const TargetFinding& b) {
    return std::tie(a.indicator(), a.locality()) < std::tie(b.indicator(), b.locality());
  });
  return findings;
}

}  // namespace ocop::registry
