// Lists about a day, page by page.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/clock/day.h"
#include "google/type/date.pb.h"

namespace ocop {

// A page that is asked for. Without `as_of` all pages are about the day of the first, which their tokens keep: midnight
// may pass between two of them.
struct DayPage {
  clock::Day day = 0;
  // The key of the last row that was sent; no parts at all on the first page.
  std::vector<std::string> after;
  uint64_t query = 0;

  // Token of the page after this key, of as many parts as `after`.
  std::string TokenAfter(std::vector<std::string> key) const;
};

// `query` stands for everything that decides which rows come, also for `as_of` as it was sent, and not for `today`.
// INVALID_ARGUMENT `INVALID_PAGE_TOKEN` as pagination::Decode.
absl::StatusOr<DayPage> ReadDayPage(std::string_view token, uint64_t query, const google::type::Date& as_of,
                                    clock::Day today, size_t key_parts);

}  // namespace ocop
