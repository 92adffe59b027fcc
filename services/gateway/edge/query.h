// The query of a request's target: `/path?name=value&…`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace ocop::gateway {

// The target without its query.
std::string_view PathOf(std::string_view target);

class Query {
 public:
  // Errors: INVALID_ARGUMENT `INVALID_QUERY` when a `%` is not followed by two hexadecimal digits.
  static absl::StatusOr<Query> Of(std::string_view target);

  // The first parameter of that name, decoded.
  std::optional<std::string> Get(std::string_view name) const;

 private:
  std::vector<std::pair<std::string, std::string>> parameters_;
};

}  // namespace ocop::gateway
