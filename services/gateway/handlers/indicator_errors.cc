#include "services/gateway/handlers/indicator_errors.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace ocop::gateway {

using status::WithReason;

absl::Status IndicatorNotFound(const std::string& name) {
  return WithReason(absl::NotFoundError(absl::StrCat("no indicator is named ", name)), "INDICATOR_NOT_FOUND",
                    {{"name", name}});
}

absl::Status LocalityNotFound(const std::string& name) {
  return WithReason(absl::NotFoundError(absl::StrCat("no locality is named ", name)), "LOCALITY_NOT_FOUND",
                    {{"name", name}});
}

absl::Status NoProvinceOn(const std::string& parent, const std::string& day) {
  return WithReason(absl::NotFoundError(absl::StrCat("no locality is the province of ", parent, " on ", day)),
                    "LOCALITY_NOT_FOUND", {{"name", parent}, {"day", day}});
}

absl::Status TooManyValues(size_t asked, size_t most) {
  return WithReason(absl::InvalidArgumentError(absl::StrCat(asked, " values are asked for, at most ", most, " can be")),
                    "TOO_MANY_VALUES", {{"asked", absl::StrCat(asked)}, {"most", absl::StrCat(most)}});
}

absl::Status ReportTooLarge(size_t size, size_t most) {
  return WithReason(
      absl::InvalidArgumentError(absl::StrCat("the report would have ", size, " bytes, of which at most ", most,
                                              " can be verified; ask for fewer indicators or localities")),
      "REPORT_TOO_LARGE", {{"size", absl::StrCat(size)}, {"most", absl::StrCat(most)}});
}

absl::Status SourcesNotReady() {
  return WithReason(absl::UnavailableError("not every service has been read yet; try again soon"), "SOURCES_NOT_READY");
}

absl::Status SourceNotCurrent(const std::string& service) {
  return WithReason(absl::UnavailableError(absl::StrCat(
                        service,
                        " is behind or down, and a report is frozen of current figures alone; try again soon, "
                        "leave out what is made of it, or ask for what was known with known_at")),
                    "SOURCE_NOT_CURRENT", {{"service", service}});
}

absl::Status PastNotCurrent(const std::string& service) {
  return WithReason(
      absl::UnavailableError(absl::StrCat(
          service, " can't be asked now for what was known then, which the report is made of; try again soon")),
      "SOURCE_NOT_CURRENT", {{"service", service}});
}

absl::Status IndicatorComputing(const std::string& name) {
  return WithReason(
      absl::UnavailableError(absl::StrCat(name, " is being worked out over all of history; try again soon")),
      "INDICATOR_COMPUTING", {{"name", name}});
}

absl::Status IndicatorUncountable(const std::string& name, const std::string& problem) {
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat(name, " can't be counted; change or delete it: ", problem)),
      "INDICATOR_UNCOUNTABLE", {{"name", name}});
}

absl::Status IndicatorExists(const std::string& name) {
  return WithReason(absl::AlreadyExistsError(absl::StrCat("there is an indicator ", name)), "INDICATOR_EXISTS",
                    {{"name", name}});
}

absl::Status IndicatorCodeTaken(const std::string& code, const std::string& holder) {
  constexpr char kField[] = "indicator.code";
  const std::string problem =
      absl::StrCat("\"", code, "\" is the code of ", holder.empty() ? "another indicator" : holder);
  status::Metadata metadata = {{"field", kField}};
  if (!holder.empty()) metadata["name"] = holder;
  return status::OfField(kField, WithReason(absl::AlreadyExistsError(problem), "VALUE_ALREADY_TAKEN", metadata));
}

absl::Status BuiltInIndicator(const std::string& name) {
  return WithReason(
      absl::FailedPreconditionError(
          absl::StrCat(name, " comes with the suite and can't be changed; define one of the province's own beside it")),
      "BUILT_IN_INDICATOR", {{"name", name}});
}

absl::Status PlanNotFound(const std::string& name) {
  return WithReason(absl::NotFoundError(absl::StrCat("no plan is named ", name)), "PLAN_NOT_FOUND", {{"name", name}});
}

}  // namespace ocop::gateway
