#include "common/validation/term.h"

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"

namespace ocop::validation {

void RequireNotBefore(status::Violations& violations, const std::string& field, const google::type::Date& last,
                      const google::type::Date& first) {
  const auto end = clock::FromDate(last);
  const auto begin = clock::FromDate(first);
  if (!end || !begin || *end >= *begin) return;
  violations.Add(field, absl::StrCat(clock::FormatDay(*end), " lies before ", clock::FormatDay(*begin)));
}

}  // namespace ocop::validation
