#include "services/registry/handlers/context.h"

#include "absl/strings/str_cat.h"
#include "common/resource_name/resource_name.h"
#include "common/status/status.h"

namespace ocop::registry {

absl::Status RequireProvince(const std::string& field, const std::string& name) {
  static const auto& provinces = *new resource_name::Pattern("provinces/{province}");
  if (provinces.Match(name)) return absl::OkStatus();
  return status::InvalidField(field, absl::StrCat("must be a name of the form ", provinces.text()));
}

}  // namespace ocop::registry
