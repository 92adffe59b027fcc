#include "services/salespoints/errors.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status.h"

namespace ocop::salespoints {

using status::WithReason;

absl::Status WrongSubmissionState(const std::string& name, const std::string& state, const std::string& action,
                                  const std::vector<std::string>& allowed) {
  const std::string open = absl::StrJoin(allowed, ", ");
  return WithReason(absl::FailedPreconditionError(absl::StrCat(action, " is no step of ", name, " in ", state,
                                                               "; possible: ", open.empty() ? "nothing" : open)),
                    "SUBMISSION_STATE", {{"name", name}, {"state", state}, {"action", action}, {"allowed", open}});
}

absl::Status SubmissionEmpty(const std::string& name) {
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat(name, " has no reports; enter them with this `submission`")),
      "SUBMISSION_EMPTY", {{"name", name}});
}

absl::Status PeriodLocked(const std::string& submission) {
  return WithReason(absl::FailedPreconditionError(absl::StrCat("the figures are with the province by ", submission,
                                                               "; have it return or reopen them")),
                    "PERIOD_LOCKED", {{"submission", submission}});
}

absl::Status ListingEnded(const std::string& name, const std::string& day) {
  return WithReason(absl::FailedPreconditionError(absl::StrCat(name, " ended on ", day, " already")), "LISTING_ENDED",
                    {{"name", name}, {"end_date", day}});
}

absl::Status ListedAlready(const std::string& product, const std::string& other, const std::string& first,
                           const std::string& last) {
  const std::string days = last.empty() ? absl::StrCat("since ", first) : absl::StrCat("from ", first, " to ", last);
  return WithReason(absl::AlreadyExistsError(absl::StrCat(product, " is listed at this place by ", other, " ", days,
                                                          "; change that listing, or choose other days")),
                    "LISTED_ALREADY",
                    {{"product", product}, {"listing", other}, {"start_date", first}, {"end_date", last}});
}

absl::Status WrongLine(int64_t first_line, int64_t next_line) {
  return WithReason(
      absl::OutOfRangeError(absl::StrCat("line ", first_line, " leaves lines out; go on from line ", next_line)),
      "WRONG_LINE", {{"next_line", absl::StrCat(next_line)}});
}

absl::Status TrialTooLarge(size_t most) {
  return WithReason(absl::ResourceExhaustedError(absl::StrCat("a trial is of at most ", most,
                                                              " good lines; try the file in parts, or import it")),
                    "TRIAL_TOO_LARGE", {{"most", absl::StrCat(most)}});
}

absl::Status TraceUnknown(const std::string& code) {
  return WithReason(absl::NotFoundError(absl::StrCat("no lot is known by ", code)), "TRACE_UNKNOWN", {{"code", code}});
}

absl::Status LabelAddressUnknown() {
  return WithReason(
      absl::FailedPreconditionError("this service was not told where links on labels lead (label-uri), and "
                                    "what is printed cannot be corrected; tell its operator"),
      "LABEL_ADDRESS_UNKNOWN");
}

}  // namespace ocop::salespoints
