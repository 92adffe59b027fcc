#include "services/registry/store/indicator_definitions.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/names.h"

namespace ocop::registry {

absl::StatusOr<int32_t> NextIndicatorVersion(database::Transaction& transaction, const std::string& name,
                                             int32_t last) {
  // While two versions of the service run side by side, the older one changes indicators without counting here.
  static const auto& statement = *new database::Statement{"indicator_version.next", R"sql(
    INSERT INTO registry.indicator_version AS t (province_code, indicator_definition_id, version)
    VALUES ($1, $2, $3::integer + 1)
    ON CONFLICT (province_code, indicator_definition_id)
    DO UPDATE SET version = greatest(t.version, $3::integer) + 1
    RETURNING version)sql"};
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows,
                        transaction.Write(statement, {ProvinceCode(name), LastId(name), absl::StrCat(last)}));
  int32_t version = 0;
  if (rows.size() != 1 || !absl::SimpleAtoi(status::View(rows.Text(0, 0)), &version)) {
    return absl::InternalError(absl::StrCat("no version for ", name));
  }
  return version;
}

}  // namespace ocop::registry
