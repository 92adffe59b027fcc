#include "services/training/store/roll_call.h"

#include "common/status/status.h"
#include "services/training/store/tables.h"

namespace ocop::training {
namespace {

const database::Statement kRollWasCalled{"attendance.roll_was_called", R"sql(
  SELECT EXISTS (SELECT FROM training.attendance
                  WHERE province_code = $1 AND class_id = $2 AND attended_dates <> '{}'))sql"};

}  // namespace

absl::StatusOr<bool> RollWasCalled(database::Transaction& transaction, const std::string& class_name) {
  const auto ids = ClassTable().pattern().Match(class_name);
  if (!ids) return false;
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows,
                        transaction.Query(kRollWasCalled, {std::string((*ids)[0]), std::string((*ids)[1])}));
  return rows.Boolean(0, 0);
}

}  // namespace ocop::training
