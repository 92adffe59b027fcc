// The criteria sets that this process judges by, read from data files and checked before anything is judged.
//
// A file is a message in protobuf's text form, named `<set>.txtpb` for a CriteriaSet, `<set>-<number>.txtpb` for a
// ScoreSheet and `calendar.txtpb` for the WorkCalendar.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/clock/day.h"
#include "services/evaluation/criteria/sheet.h"
#include "services/evaluation/criteria/working_days.h"

namespace ocop::evaluation {

// Name and content.
using File = std::pair<std::string_view, std::string_view>;

class Catalogue {
 public:
  // INVALID_ARGUMENT `INVALID_CRITERIA` that lists every problem as `file:line: what is wrong`: unknown fields, sums
  // that do not add up, marks out of range, a flaw that is not declared or does not exist, a note that excludes without
  // its disqualifier, a disqualifier by criteria that can't have 0 points, a sheet without its set, a set without one
  // of its sheets, no calendar.
  static absl::StatusOr<Catalogue> Load(const std::vector<File>& files);

  // Read from every `.txtpb` in `folder`.
  static absl::StatusOr<Catalogue> LoadFolder(const std::string& folder);

  // In the order in which they came into force.
  const std::vector<v1::CriteriaSet>& sets() const { return sets_; }
  // By set, then by number.
  const std::vector<Sheet>& sheets() const { return sheets_; }
  const WorkingDays& working_days() const { return working_days_; }
  // The day on which the programme began; nullopt where the files do not say it.
  std::optional<clock::Day> programme_start() const { return programme_start_; }

  // nullptr when there is none.
  const v1::CriteriaSet* FindSet(std::string_view name) const;
  const Sheet* FindSheet(std::string_view name) const;

  // The set that dossiers received on `day` fall under (Decision 26/2026/QĐ-TTg article 12: the one in force then);
  // nullptr before the first.
  const v1::CriteriaSet* SetOn(clock::Day day) const;
  // The sheet of that number in a set.
  const Sheet* FindSheet(const v1::CriteriaSet& set, int number) const;
  // The set that took the place of `set`; nullptr for the last.
  const v1::CriteriaSet* Successor(const v1::CriteriaSet& set) const;

 private:
  std::vector<v1::CriteriaSet> sets_;
  std::vector<Sheet> sheets_;
  // Indices into sheets_.
  std::unordered_map<std::string, size_t> sheet_by_name_;
  WorkingDays working_days_;
  std::optional<clock::Day> programme_start_;
};

}  // namespace ocop::evaluation
