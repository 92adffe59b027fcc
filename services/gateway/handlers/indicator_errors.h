// The refusals of IndicatorService, with their reasons; told in ocop/indicators/v1/indicator_service.proto.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace ocop::gateway {

absl::Status IndicatorNotFound(const std::string& name);
absl::Status LocalityNotFound(const std::string& name);
// No unit bears the province's code on the day.
absl::Status NoProvinceOn(const std::string& parent, const std::string& day);
absl::Status TooManyValues(size_t asked, size_t most);
absl::Status ReportTooLarge(size_t size, size_t most);
absl::Status SourcesNotReady();
absl::Status SourceNotCurrent(const std::string& service);
// The same of a report of what was known at a moment, where asking for that is no advice.
absl::Status PastNotCurrent(const std::string& service);
absl::Status IndicatorComputing(const std::string& name);
absl::Status IndicatorUncountable(const std::string& name, const std::string& problem);
absl::Status IndicatorExists(const std::string& name);
// `holder` has the code; empty where it is not known here.
absl::Status IndicatorCodeTaken(const std::string& code, const std::string& holder);
absl::Status BuiltInIndicator(const std::string& name);
absl::Status PlanNotFound(const std::string& name);

}  // namespace ocop::gateway
