#include "services/registry/store/documents.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/names.h"

namespace ocop::registry {

absl::StatusOr<std::vector<std::string>> DocumentsOf(database::Transaction& transaction, const std::string& owner,
                                                     int limit) {
  static const auto& statement = *new database::Statement{"document.of_owner", R"sql(
    SELECT document_id FROM registry.document WHERE province_code = $1 AND belongs_to = $2
     ORDER BY document_id LIMIT $3::integer)sql"};
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows,
                        transaction.Query(statement, {ProvinceCode(owner), owner, absl::StrCat(limit)}));
  std::vector<std::string> names;
  for (int row = 0; row < rows.size(); ++row) {
    names.push_back(absl::StrCat(ProvinceOf(owner), "/documents/", status::View(rows.Text(row, 0))));
  }
  return names;
}

}  // namespace ocop::registry
