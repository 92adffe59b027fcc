// What score cards come to (Decision 26/2026/QĐ-TTg article 3.3). Whole numbers only: a mean is compared by
// multiplying, never by dividing.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/status/status.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "ocop/evaluation/v1/evaluation.pb.h"
#include "services/evaluation/criteria/sheet.h"

namespace ocop::evaluation {

using Choices = google::protobuf::RepeatedPtrField<v1::Choice>;

// One member's answers to every leaf of the sheet, in its order.
struct Card {
  // -1 where there is no answer.
  std::vector<int32_t> points;
  // Ids of the options chosen, two of which may give the same points; 0 where there is no answer.
  std::vector<int32_t> options;
  // Ids of those that the member names; what answers of 0 points bring about is not among them.
  std::set<std::string> disqualifiers;

  int32_t total() const;
};

// The answers of `choices`, and what is wrong with them under `path[i]``inner`: no such criterion or option, or one
// answered twice.
Card ReadCard(const Sheet& sheet, const Choices& choices, const std::string& path, status::Violations& violations,
              const std::string& inner = "");

// Adds the disqualifiers `ids` to `card`, and a violation of `path[i]` for each that the sheet does not know.
void ReadDisqualifiers(const Sheet& sheet, const google::protobuf::RepeatedPtrField<std::string>& ids,
                       const std::string& path, Card& card, status::Violations& violations);

// Adds a violation for each criterion that has no answer.
void RequireComplete(const Sheet& sheet, const Card& card, const std::string& path, status::Violations& violations);

// `settings` has every field set. `cards` is not empty.
v1::Verdict Judge(const Sheet& sheet, const v1::CriteriaSet& set, const v1::CouncilSettings& settings,
                  const std::vector<Card>& cards);

// The stars of the band that a total lies in, and the least total of a band; 0 for a band that there is not.
int BandOf(const v1::CriteriaSet& set, int32_t total_centi);
int32_t BandMinimum(const v1::CriteriaSet& set, int stars);

// The settings with the set's defaults where nothing is set.
v1::CouncilSettings WithDefaults(v1::CouncilSettings settings, const v1::CriteriaSet& set);

}  // namespace ocop::evaluation
