// Terms, codes and numbers of recognitions, as the criteria set makes them up.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/clock/day.h"
#include "ocop/evaluation/v1/criteria_service.pb.h"

namespace ocop::evaluation {

// The last day of a term of months that begins with `from`: the day before the corresponding one, which in a month that
// lacks it is its last (Civil Code 91/2015/QH13 articles 147, 148).
clock::Day LastDayOfTerm(clock::Day from, int months);

// The day as Việt Nam writes its year in codes.
int YearOf(clock::Day day);

// The authority that gives these stars; nullptr where nobody decides.
const v1::CriteriaSet::Authority* DecidingAuthority(const v1::CriteriaSet& set, int stars);

// Whether these stars are not the province's to give.
bool IsCentral(const v1::CriteriaSet& set, int stars);

std::string MakeProductCode(const v1::CriteriaSet& set, const std::string& province, const std::string& commune,
                            int64_t serial, int year);
std::string MakeCertificateNumber(const v1::CriteriaSet& set, const std::string& province, int64_t serial, int year);

// A product code taken apart: `82-28501` and 3 of `82-28501-3-2026`, `83-829-28780` and 3 of `83-829-28780-3-2022`.
struct ProductCode {
  std::string series;
  int64_t serial = 0;
};
std::optional<ProductCode> ParseProductCode(const std::string& code);

}  // namespace ocop::evaluation
