#include "services/gateway/edge/http_message.h"

#include "absl/strings/match.h"
#include "common/status/status.h"

namespace ocop::gateway {

void Headers::Add(std::string name, std::string value) {
  fields_.emplace_back(std::move(name), std::move(value));
}

std::string_view Headers::Get(std::string_view name) const {
  for (const auto& [field, value] : fields_) {
    if (absl::EqualsIgnoreCase(field, status::View(name))) return value;
  }
  return {};
}

}  // namespace ocop::gateway
