#include "services/gateway/edge/http_message.h"

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status/status.h"

namespace ocop::gateway {

void Headers::Add(std::string name, std::string value) {
  fields_.emplace_back(std::move(name), std::move(value));
}

std::string Headers::Get(std::string_view name) const {
  std::string joined;
  size_t lines = 0;
  for (const auto& [field, value] : fields_) {
    if (absl::EqualsIgnoreCase(field, status::View(name))) absl::StrAppend(&joined, lines++ > 0 ? ", " : "", value);
  }
  return joined;
}

size_t Headers::Lines(std::string_view name) const {
  return absl::c_count_if(fields_,
                          [&](const auto& field) { return absl::EqualsIgnoreCase(field.first, status::View(name)); });
}

std::string DateOfNow() {
  // Written once a second, not for each answer.
  thread_local int64_t second = 0;
  thread_local std::string date;
  const absl::Time now = absl::Now();
  if (absl::ToUnixSeconds(now) != second) {
    second = absl::ToUnixSeconds(now);
    date = absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", now, absl::UTCTimeZone());
  }
  return date;
}

}  // namespace ocop::gateway
