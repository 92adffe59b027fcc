// Two days that bound a term.
#pragma once

#include <string>

#include "common/status/status.h"
#include "google/type/date.pb.h"

namespace ocop::validation {

// Adds a violation of `field` when `last` lies before `first`; a day that is not set bounds nothing.
void RequireNotBefore(status::Violations& violations, const std::string& field, const google::type::Date& last,
                      const google::type::Date& first);

}  // namespace ocop::validation
