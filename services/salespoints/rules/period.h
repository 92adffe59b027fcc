// The periods that sales are reported for.
#pragma once

#include <string>

#include "common/status/status.h"
#include "google/type/date.pb.h"

namespace ocop::salespoints {

// Adds a violation of `field` unless the days are the first and the last of one month, quarter or year.
void RequirePeriod(status::Violations& violations, const std::string& field, const google::type::Date& first,
                   const google::type::Date& last);

}  // namespace ocop::salespoints
