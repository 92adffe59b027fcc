// Which kinds of channel count as modern, as data with a validity.
#pragma once

#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/clock/day.h"
#include "ocop/salespoints/v1/channel_service.pb.h"

namespace ocop::salespoints {

class ModernChannels {
 public:
  // Files of ModernChannelRule in protobuf's text form, as (name, text). INVALID_ARGUMENT `INVALID_MODERN_CHANNELS`
  // with the file and what is wrong.
  static absl::StatusOr<ModernChannels> Load(const std::vector<std::pair<std::string_view, std::string_view>>& files);

  // The rule in force on `as_of`; NOT_FOUND `NO_MODERN_CHANNELS` for a day before the first.
  absl::StatusOr<v1::ModernChannelRule> On(clock::Day as_of) const;

 private:
  std::map<clock::Day, v1::ModernChannelRule> by_first_day_;
};

}  // namespace ocop::salespoints
