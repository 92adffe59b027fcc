#include "services/ocopctl/errors.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace ocop::ocopctl {

std::string DescribeError(const absl::Status& error) {
  const std::string reason = status::ReasonOf(error);
  std::string text = absl::StatusCodeToString(error.code());
  if (!reason.empty()) absl::StrAppend(&text, " ", reason);
  const auto violations = status::ViolationsOf(error);
  // The message of an error with violations only repeats them.
  if (violations.empty()) absl::StrAppend(&text, ": ", error.message());
  for (const auto& [field, description] : violations) absl::StrAppend(&text, "\n    ", field, ": ", description);
  return text;
}

}  // namespace ocop::ocopctl
