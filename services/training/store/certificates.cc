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

absl::StatusOr<bool> IsCertified(database::Transaction& transaction, const std::string& attendance) {
  static const auto& statement = *new database::Statement{"certificate.of_attendance", R"sql(
    SELECT EXISTS (SELECT FROM training.certificate
                    WHERE province_code = $1 AND class_id = $2 AND attendance_id = $3 AND revoke_date IS NULL))sql"};
  OCOP_ASSIGN_OR_RETURN(
      const database::Rows rows,
      transaction.Query(statement, {ProvinceCode(attendance), LastId(ParentOf(attendance)), LastId(attendance)}));
  return rows.Boolean(0, 0);
}

}  // namespace ocop::training
