// Pages of a province's resources that are listed by a day and, within it, by id.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "google/type/date.pb.h"

namespace ocop::evaluation {

struct DayPage {
  std::string province_code;
  // Of the last resource sent; of the first page what lies before every other.
  std::string after_day;
  std::string after_id;
  // How many to read: one more than the page holds tells whether another follows.
  int limit = 0;
  // Stands for the question in tokens.
  uint64_t query = 0;

  // Whether `read` resources are more than the page holds.
  bool HasNext(size_t read) const { return read >= static_cast<size_t>(limit); }
  // The token of the page after the one that ends with this resource.
  std::string NextToken(const google::type::Date& day, const std::string& name) const;
};

// `question`: everything else that decides which resources come. INVALID_ARGUMENT when `parent` is no province, or
// `INVALID_PAGE_TOKEN`.
absl::StatusOr<DayPage> ReadDayPage(const std::string& parent, const std::string& question, int32_t page_size,
                                    const std::string& page_token);

}  // namespace ocop::evaluation
