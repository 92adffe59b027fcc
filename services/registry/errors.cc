#include "services/registry/errors.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/clock/date.h"
#include "common/status/status.h"

namespace ocop::registry {

using status::WithReason;

namespace {

std::string DayOrEmpty(bool set, const google::type::Date& date) {
  const auto day = clock::FromDate(date);
  return set && day ? clock::FormatDay(*day) : "";
}

}  // namespace

absl::Status LocalityNotFound(const std::string& what, const std::vector<const v1::Locality*>& others) {
  std::string told;
  for (const v1::Locality* unit : others) {
    absl::StrAppend(&told, told.empty() ? "" : "; ", unit->name(), " ", unit->full_name(), " ",
                    DayOrEmpty(unit->has_valid_from(), unit->valid_from()), "..",
                    DayOrEmpty(unit->has_valid_to(), unit->valid_to()));
  }
  return WithReason(absl::NotFoundError(absl::StrCat("there is no unit ", what,
                                                     told.empty() ? "" : absl::StrCat("; on other days: ", told))),
                    "LOCALITY_NOT_FOUND", {{"asked", what}, {"others", told}});
}

absl::Status NoCatalogue(const std::string& day) {
  return WithReason(absl::NotFoundError(absl::StrCat("no catalogue of products was in force on ", day)), "NO_CATALOGUE",
                    {{"day", day}});
}

absl::Status ProductCodeNotFound(const std::string& code) {
  return WithReason(absl::NotFoundError(absl::StrCat("no product has or had the code ", code)),
                    "PRODUCT_CODE_NOT_FOUND", {{"product_code", code}});
}

absl::Status WrongState(const std::string& reason, const std::string& name, const std::string& state,
                        const std::string& action, const std::vector<std::string>& allowed) {
  const std::string open = absl::StrJoin(allowed, ", ");
  return WithReason(absl::FailedPreconditionError(absl::StrCat(action, " is no step of ", name, " in ", state,
                                                               "; possible: ", open.empty() ? "nothing" : open)),
                    reason, {{"name", name}, {"state", state}, {"action", action}, {"allowed", open}});
}

absl::Status NotRecognised(const std::string& recognition, const std::string& problem) {
  return WithReason(absl::FailedPreconditionError(absl::StrCat(recognition, " ", problem)), "NOT_RECOGNISED",
                    {{"recognition", recognition}, {"problem", problem}});
}

absl::Status StillRecognised(const std::string& product, const std::string& recognition, const std::string& last_day) {
  return WithReason(absl::FailedPreconditionError(absl::StrCat(product, " has stars until ", last_day, " by ",
                                                               recognition, "; only a revocation ends them earlier")),
                    "STILL_RECOGNISED", {{"name", product}, {"recognition", recognition}, {"expire_date", last_day}});
}

absl::Status TooManyImports(const std::string& province, int64_t unfinished) {
  return WithReason(absl::ResourceExhaustedError(
                        absl::StrCat(unfinished, " imports of ", province, " are not done; wait for one or cancel it")),
                    "TOO_MANY_IMPORTS", {{"parent", province}, {"unfinished", absl::StrCat(unfinished)}});
}

absl::Status ContentIncomplete(const std::string& document) {
  return WithReason(absl::FailedPreconditionError(absl::StrCat(document, " has not arrived in full")),
                    "CONTENT_INCOMPLETE", {{"name", document}});
}

absl::Status OperationRunning(const std::string& operation) {
  return WithReason(absl::FailedPreconditionError(absl::StrCat(operation, " is not done; cancel it first")),
                    "OPERATION_RUNNING", {{"name", operation}});
}

absl::Status HasDocuments(const std::string& owner, const std::vector<std::string>& documents) {
  const std::string names = absl::StrJoin(documents, ", ");
  return WithReason(absl::FailedPreconditionError(absl::StrCat(owner, " has documents, to be deleted before: ", names)),
                    "RESOURCE_IN_USE", {{"name", owner}, {"documents", names}});
}

absl::Status ProducerMerged(const std::string& name, const std::string& merged_into) {
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat(name, " was merged into ", merged_into, "; use that one")),
      "PRODUCER_MERGED", {{"name", name}, {"merged_into", merged_into}});
}

}  // namespace ocop::registry
