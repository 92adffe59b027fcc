#include "services/ocopctl/errors.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace ocop::ocopctl {

std::string DescribeError(const absl::Status& error) {
  const std::string reason = status::ReasonOf(error);
  std::string text = absl::StatusCodeToString(error.code());
  if (!reason.empty()) absl::StrAppend(&text, " ", reason);
  absl::StrAppend(&text, ": ", error.message());
  for (const auto& [field, description] : status::ViolationsOf(error)) {
    absl::StrAppend(&text, "\n    ", field, ": ", description);
  }
  return text;
}

}  // namespace ocop::ocopctl
