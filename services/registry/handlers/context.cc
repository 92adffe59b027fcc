#include "services/registry/handlers/context.h"

#include "absl/strings/str_cat.h"
#include "common/resource/errors.h"
#include "common/resource_name/resource_name.h"
#include "common/status/status.h"
#include "services/names.h"
#include "services/registry/store/atlas.h"

namespace ocop::registry {

absl::Status RequireProvince(const std::string& field, const std::string& name) {
  static const auto& provinces = *new resource_name::Pattern("provinces/{province}");
  if (provinces.Match(name)) return absl::OkStatus();
  return status::InvalidField(field, absl::StrCat("must be a name of the form ", provinces.text()));
}

absl::Status RequireKnownProvince(resource::Scope& scope, const std::string& name) {
  OCOP_ASSIGN_OR_RETURN(const bool known, HasLocalities(scope.transaction(), ProvinceCode(name)));
  return known ? absl::OkStatus() : resource::ParentNotFound(name);
}

}  // namespace ocop::registry
