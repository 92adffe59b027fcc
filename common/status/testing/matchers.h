// What a test says of an error: its code and reason, or the fields that are wrong. Texts are for people.
#pragma once

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "common/status/status.h"

namespace ocop::status {

MATCHER_P2(IsRefusal, code, reason, "") {
  *result_listener << arg;
  return arg.code() == code && ReasonOf(arg) == reason;
}

// INVALID_ARGUMENT for these fields, each told once, in any order.
MATCHER_P(HasInvalidFields, fields, "") {
  *result_listener << arg;
  std::vector<std::string> told;
  for (const auto& violation : ViolationsOf(arg)) told.push_back(violation.first);
  return arg.code() == absl::StatusCode::kInvalidArgument &&
         ::testing::Matches(::testing::UnorderedElementsAreArray(fields))(told);
}

inline auto IsInvalidField(const std::string& field) {
  return HasInvalidFields(std::vector<std::string>{field});
}

inline auto AreInvalidFields(std::vector<std::string> fields) {
  return HasInvalidFields(std::move(fields));
}

}  // namespace ocop::status
