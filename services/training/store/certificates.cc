#include "services/training/store/certificates.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/training/rules/names.h"

namespace ocop::training {

absl::StatusOr<int64_t> NextCertificateSerial(database::Transaction& transaction, const std::string& province,
                                              int year) {
  static const auto& statement = *new database::Statement{"certificate.next_serial", R"sql(
    INSERT INTO training.certificate_serial AS s (province_code, year, last) VALUES ($1, $2::integer, 1)
    ON CONFLICT (province_code, year) DO UPDATE SET last = s.last + 1
    RETURNING last)sql"};
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows, transaction.Write(statement, {province, absl::StrCat(year)}));
  return rows.Integer(0, 0);
}

absl::StatusOr<std::optional<std::string>> FirstCertified(database::Transaction& transaction,
                                                          const std::vector<std::string>& attendances) {
  static const auto& statement = *new database::Statement{"certificate.first_of", R"sql(
    SELECT a.place
      FROM unnest($3::text[]) WITH ORDINALITY AS a (attendance_id, place)
      JOIN training.certificate AS c ON c.province_code = $1 AND c.class_id = $2 AND c.attendance_id = a.attendance_id
       AND c.revoke_date IS NULL
     ORDER BY a.place
     LIMIT 1)sql"};
  if (attendances.empty()) return std::nullopt;
  const std::string& first = attendances.front();
  std::vector<database::Parameter> ids;
  for (const std::string& attendance : attendances) ids.emplace_back(LastId(attendance));
  OCOP_ASSIGN_OR_RETURN(
      const database::Rows rows,
      transaction.Query(statement, {ProvinceCode(first), LastId(ParentOf(first)), database::ArrayLiteral(ids)}));
  if (rows.empty()) return std::nullopt;
  return attendances[static_cast<size_t>(rows.Integer(0, 0)) - 1];
}

}  // namespace ocop::training
