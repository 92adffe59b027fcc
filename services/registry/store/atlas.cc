#include "services/registry/store/atlas.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/registry/store/tables.h"

namespace ocop::registry {
namespace {

database::Statement AllOfProvince(const resource::Table& table, const std::string& order) {
  return {table.table() + ".of_province", absl::StrCat("SELECT ", table.select_list(), " FROM ", table.table(),
                                                       " AS t WHERE t.province_code = $1 ORDER BY ", order)};
}

}  // namespace

absl::StatusOr<Atlas> ReadAtlas(database::Transaction& transaction, const std::string& province) {
  static const auto& units = *new database::Statement(AllOfProvince(LocalityTable(), "t.locality_id"));
  static const auto& ways = *new database::Statement(AllOfProvince(SuccessionTable(), "t.succession_id"));
  Atlas atlas;
  OCOP_ASSIGN_OR_RETURN(const database::Rows unit_rows, transaction.Query(units, {province}));
  for (int row = 0; row < unit_rows.size(); ++row) {
    OCOP_ASSIGN_OR_RETURN(v1::Locality unit, LocalityTable().ReadRow<v1::Locality>(unit_rows, row));
    atlas.Add(std::move(unit));
  }
  OCOP_ASSIGN_OR_RETURN(const database::Rows way_rows, transaction.Query(ways, {province}));
  for (int row = 0; row < way_rows.size(); ++row) {
    OCOP_ASSIGN_OR_RETURN(const v1::Succession way, SuccessionTable().ReadRow<v1::Succession>(way_rows, row));
    atlas.Add(way);
  }
  return atlas;
}

absl::StatusOr<bool> HasLocalities(database::Transaction& transaction, const std::string& province) {
  static const auto& statement = *new database::Statement{
      "locality.any", "SELECT EXISTS (SELECT FROM registry.locality WHERE province_code = $1)"};
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows, transaction.Query(statement, {province}));
  return rows.Boolean(0, 0);
}

}  // namespace ocop::registry
