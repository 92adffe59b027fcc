#include "services/training/store/roll_call.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/training/rules/names.h"
#include "services/training/store/tables.h"

namespace ocop::training {

using database::Rows;
using database::Statement;
using v1::Attendance;

absl::StatusOr<bool> RollWasCalled(database::Transaction& transaction, const std::string& class_name) {
  static const Statement& statement = *new Statement{"attendance.roll_was_called", R"sql(
    SELECT EXISTS (SELECT FROM training.attendance
                    WHERE province_code = $1 AND class_id = $2 AND attended_dates <> '{}'))sql"};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {ProvinceCode(class_name), LastId(class_name)}));
  return rows.Boolean(0, 0);
}

absl::StatusOr<std::vector<Attendance>> Roll(database::Transaction& transaction, const std::string& class_name) {
  static const Statement& statement =
      *new Statement{"attendance.roll", absl::StrCat("SELECT ", AttendanceTable().select_list(), R"sql(
      FROM training.attendance AS t
     WHERE province_code = $1 AND class_id = $2
     ORDER BY learner_id
       FOR UPDATE)sql")};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {ProvinceCode(class_name), LastId(class_name)}));
  return AttendanceTable().ReadRows<Attendance>(rows);
}

absl::StatusOr<bool> HasAttended(database::Transaction& transaction, const std::string& class_name,
                                 const std::string& learner_id) {
  static const Statement& statement = *new Statement{"attendance.has_attended", R"sql(
    SELECT EXISTS (SELECT FROM training.attendance
                    WHERE province_code = $1 AND class_id = $2 AND learner_id = $3 AND attended_dates <> '{}'))sql"};
  OCOP_ASSIGN_OR_RETURN(const Rows rows,
                        transaction.Query(statement, {ProvinceCode(class_name), LastId(class_name), learner_id}));
  return rows.Boolean(0, 0);
}

}  // namespace ocop::training
