#include "services/evaluation/store/dossiers.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/evaluation/store/tables.h"

namespace ocop::evaluation {

using database::Rows;
using database::Statement;
using v1::Dossier;

absl::StatusOr<Evidence> EvidenceOf(database::Transaction& transaction, const std::string& dossier) {
  static const Statement& statement =
      *new Statement{"evidence.of_dossier",
                     "SELECT i.evidence_item_id, i.kind, i.expire_date, a.attachment_id, a.complete FROM "
                     "evaluation.evidence_item AS i "
                     "LEFT JOIN evaluation.attachment AS a USING (province_code, dossier_id, evidence_item_id) "
                     "WHERE i.province_code = $1 AND i.dossier_id = $2 ORDER BY 1, 4"};
  Evidence evidence;
  const auto ids = DossierTable().pattern().Match(dossier);
  if (!ids) return evidence;
  OCOP_ASSIGN_OR_RETURN(const Rows rows,
                        transaction.Query(statement, {std::string((*ids)[0]), std::string((*ids)[1])}));
  for (int row = 0; row < rows.size(); ++row) {
    const std::string id(rows.Text(row, 0));
    Evidence::Item& item = evidence.items[id];
    v1::EvidenceKind_Parse(std::string(rows.Text(row, 1)), &item.kind);
    if (!rows.IsNull(row, 2)) item.expire_day = clock::ParseDay(rows.Text(row, 2));
    if (!rows.IsNull(row, 3) && !rows.Boolean(row, 4)) {
      evidence.incomplete_attachments.push_back(
          absl::StrCat("evidenceItems/", id, "/attachments/", std::string(rows.Text(row, 3))));
    }
  }
  return evidence;
}

absl::StatusOr<std::vector<Dossier>> OverdueDossiers(database::Transaction& transaction, const std::string& province,
                                                     clock::Day day, const std::string& after_due,
                                                     const std::string& after_id, int limit) {
  static const Statement& statement = *new Statement{
      "dossier.overdue", absl::StrCat("SELECT ", DossierTable().select_list(),
                                      " FROM evaluation.dossier AS t WHERE province_code = $1 AND due_date < $2::date "
                                      "AND (due_date, dossier_id) > ($3::date, $4) "
                                      "ORDER BY due_date, dossier_id LIMIT $5::integer")};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {province, clock::FormatDay(day), after_due,
                                                                       after_id, absl::StrCat(limit)}));
  return DossierTable().ReadRows<Dossier>(rows);
}

}  // namespace ocop::evaluation
