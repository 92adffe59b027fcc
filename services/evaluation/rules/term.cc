#include "services/evaluation/rules/term.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"

namespace ocop::evaluation {

using v1::CriteriaSet;

clock::Day LastDayOfTerm(clock::Day from, int months) {
  const absl::CivilDay begin = clock::ToCivilDay(from);
  const absl::CivilMonth month = absl::CivilMonth(begin) + months;
  const absl::CivilDay last_of_month = absl::CivilDay(month + 1) - 1;
  const int day = std::min(begin.day(), last_of_month.day());
  return clock::ToDay(absl::CivilDay(month.year(), month.month(), day)) - 1;
}

int YearOf(clock::Day day) {
  return static_cast<int>(clock::ToCivilDay(day).year());
}

const CriteriaSet::Authority* DecidingAuthority(const CriteriaSet& set, int stars) {
  for (const CriteriaSet::Authority& authority : set.authorities()) {
    const auto& all = authority.stars();
    if (authority.level() != v1::LEVEL_UNSPECIFIED && std::find(all.begin(), all.end(), stars) != all.end()) {
      return &authority;
    }
  }
  return nullptr;
}

bool IsCentral(const CriteriaSet& set, int stars) {
  const CriteriaSet::Authority* authority = DecidingAuthority(set, stars);
  return authority != nullptr && authority->level() == v1::LEVEL_CENTRAL;
}

std::string MakeProductCode(const CriteriaSet& set, const std::string& province, const std::string& commune,
                            int64_t serial, int year) {
  return absl::StrReplaceAll(set.product_code_format(), {{"{province}", province},
                                                         {"{commune}", commune},
                                                         {"{serial}", absl::StrCat(serial)},
                                                         {"{year}", absl::StrCat(year)}});
}

std::string MakeCertificateNumber(const CriteriaSet& set, const std::string& province, int64_t serial, int year) {
  return absl::StrReplaceAll(
      set.certificate_number_format(),
      {{"{province}", province}, {"{serial}", absl::StrCat(serial)}, {"{year}", absl::StrCat(year)}});
}

std::optional<ProductCode> ParseProductCode(const std::string& code) {
  std::vector<std::string> parts = absl::StrSplit(code, '-');
  if (parts.size() != 4 && parts.size() != 5) return std::nullopt;
  ProductCode parsed;
  if (!absl::SimpleAtoi(parts[parts.size() - 2], &parsed.serial)) return std::nullopt;
  parts.resize(parts.size() - 2);
  parsed.series = absl::StrJoin(parts, "-");
  return parsed;
}

}  // namespace ocop::evaluation
