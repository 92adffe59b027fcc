#include "services/salespoints/store/lots.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/salespoints/store/tables.h"

namespace ocop::salespoints {

using database::Rows;
using database::Statement;

absl::StatusOr<std::optional<v1::Lot>> FindLot(database::Transaction& transaction, const TraceKey& key) {
  static const auto& by_code = *new Statement{
      "lot.by_trace_code",
      absl::StrCat("SELECT ", LotTable().select_list(), " FROM salespoints.lot AS t WHERE t.trace_code = $1")};
  static const auto& by_gtin =
      *new Statement{"lot.by_gtin", absl::StrCat("SELECT ", LotTable().select_list(),
                                                 " FROM salespoints.lot AS t WHERE t.gtin = $1 AND t.gtin <> '' AND "
                                                 "t.lot_number = $2")};
  auto rows = key.trace_code.empty() ? transaction.Query(by_gtin, {key.gtin, key.lot_number})
                                     : transaction.Query(by_code, {key.trace_code});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  return LotTable().ReadRow<v1::Lot>(*rows, 0);
}

absl::StatusOr<std::vector<v1::Document>> TestReports(database::Transaction& transaction, const std::string& lot) {
  static const auto& statement = *new Statement{
      "document.test_reports",
      absl::StrCat("SELECT ", DocumentTable().select_list(),
                   " FROM salespoints.document AS t WHERE t.province_code = split_part($1, '/', 2) AND t.subject = $1 "
                   "AND t.kind = 'KIND_TEST_REPORT' AND t.complete "
                   "ORDER BY t.issue_date DESC NULLS LAST, t.document_id LIMIT 100")};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {lot}));
  return DocumentTable().ReadRows<v1::Document>(rows);
}

}  // namespace ocop::salespoints
