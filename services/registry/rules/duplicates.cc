#include "services/registry/rules/duplicates.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/text/text.h"
#include "services/registry/rules/likeness.h"

namespace ocop::registry {
namespace {

// Weights, percent. The name alone is never enough unless it is nearly the same and nothing speaks against it; a number
// of one's own nearly is.
constexpr int kSameTaxCode = 60;
constexpr int kBranchOfTaxCode = 30;
constexpr int kOtherTaxCode = -35;
constexpr int kSameRegistration = 50;
constexpr int kOtherRegistration = -10;
constexpr int kSamePhone = 35;
constexpr int kOtherPhone = -5;
constexpr int kSameRepresentative = 20;
constexpr int kOtherRepresentative = -15;
constexpr int kSamePlace = 15;
constexpr int kOtherPlace = -15;
constexpr int kSameName = 62;
// Below this the names say nothing; from there to sameness their weight rises evenly.
constexpr int kUnlikeName = 55;
constexpr int kAlikeRepresentative = 85;
// Of tax codes: an enterprise's own, before the number of a branch.
constexpr size_t kEnterpriseDigits = 10;

class Comparison {
 public:
  void Add(const char* field, int score, const std::string& explanation) {
    if (score == 0) return;
    auto& reason = resemblance_.reasons.emplace_back();
    reason.set_field(field);
    reason.set_score_percent(score);
    reason.set_explanation(explanation);
    resemblance_.score_percent += score;
  }

  Resemblance Done() {
    resemblance_.score_percent = std::clamp(resemblance_.score_percent, 0, 100);
    std::stable_sort(resemblance_.reasons.begin(), resemblance_.reasons.end(), [](const auto& a, const auto& b) {
      return std::abs(a.score_percent()) > std::abs(b.score_percent());
    });
    return std::move(resemblance_);
  }

 private:
  Resemblance resemblance_;
};

void CompareNames(const ProducerTraits& a, const ProducerTraits& b, Comparison& comparison) {
  if (a.display_name.empty() || b.display_name.empty()) return;
  const int alike = Likeness(CoreOfName(a.display_name), CoreOfName(b.display_name));
  if (alike <= kUnlikeName) return;
  comparison.Add("display_name", kSameName * (alike - kUnlikeName) / (100 - kUnlikeName),
                 absl::StrCat("\"", b.display_name, "\" is ", alike, " % alike without its legal form"));
}

void CompareTaxCodes(const ProducerTraits& a, const ProducerTraits& b, Comparison& comparison) {
  const std::string one = DigitsOf(a.tax_code);
  const std::string other = DigitsOf(b.tax_code);
  if (one.empty() || other.empty()) return;
  if (one == other) {
    comparison.Add("tax_code", kSameTaxCode, absl::StrCat("the tax code ", other, " is the same"));
  } else if (one.size() != other.size() && one.substr(0, kEnterpriseDigits) == other.substr(0, kEnterpriseDigits)) {
    comparison.Add("tax_code", kBranchOfTaxCode, "the tax codes are of an enterprise and its branch");
  } else {
    comparison.Add("tax_code", kOtherTaxCode, absl::StrCat("the tax code ", other, " is another"));
  }
}

void CompareNumbers(const char* field, const char* what, const std::string& one, const std::string& other, int same,
                    int different, Comparison& comparison) {
  if (one.empty() || other.empty()) return;
  comparison.Add(field, one == other ? same : different,
                 absl::StrCat("the ", what, " ", other, one == other ? " is the same" : " is another"));
}

void CompareRepresentatives(const ProducerTraits& a, const ProducerTraits& b, Comparison& comparison) {
  if (a.representative_name.empty() || b.representative_name.empty()) return;
  const int alike = Likeness(text::Fold(a.representative_name), text::Fold(b.representative_name));
  const bool same = alike >= kAlikeRepresentative;
  comparison.Add("representative_name", same ? kSameRepresentative : kOtherRepresentative,
                 absl::StrCat("the representative ", b.representative_name, " is ", same ? "the same" : "another"));
}

// On whichever maps they were entered: units that became one, or that grew out of one, are one place.
void ComparePlaces(const Atlas& atlas, const ProducerTraits& a, const ProducerTraits& b, Comparison& comparison) {
  const v1::Locality* one = atlas.Find(a.locality);
  const v1::Locality* other = atlas.Find(b.locality);
  if (one == nullptr || other == nullptr) return;
  if (atlas.LiesIn(a.locality, b.locality) || atlas.LiesIn(b.locality, a.locality)) {
    comparison.Add("locality", kSamePlace, absl::StrCat("both are in ", other->full_name()));
  } else {
    comparison.Add("locality", kOtherPlace, absl::StrCat(other->full_name(), " is another place"));
  }
}

}  // namespace

ProducerTraits TraitsOf(const v1::Producer& producer) {
  return {producer.display_name(),        producer.tax_code(), producer.registration_number(), producer.phone_number(),
          producer.representative_name(), producer.locality()};
}

Resemblance Compare(const Atlas& atlas, const ProducerTraits& a, const ProducerTraits& b) {
  Comparison comparison;
  CompareNames(a, b, comparison);
  CompareTaxCodes(a, b, comparison);
  CompareNumbers("registration_number", "registration number", text::Fold(a.registration_number),
                 text::Fold(b.registration_number), kSameRegistration, kOtherRegistration, comparison);
  CompareNumbers("phone_number", "phone number", DigitsOf(a.phone_number), DigitsOf(b.phone_number), kSamePhone,
                 kOtherPhone, comparison);
  CompareRepresentatives(a, b, comparison);
  ComparePlaces(atlas, a, b, comparison);
  return comparison.Done();
}

}  // namespace ocop::registry
