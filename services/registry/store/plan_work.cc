#include "services/registry/store/plan_work.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/names.h"
#include "services/registry/store/tables.h"

namespace ocop::registry {
namespace {

using database::Rows;
using database::Statement;

template <class Resource>
absl::StatusOr<std::vector<Resource>> AllOfPlan(database::Transaction& transaction, const resource::Table& table,
                                                const std::string& plan) {
  const Statement statement = {
      table.table() + ".of_plan",
      absl::StrCat("SELECT ", table.select_list(), " FROM ", table.table(),
                   " AS t WHERE t.province_code = $1 AND t.plan_id = $2 ORDER BY t.", table.keys().back())};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {ProvinceCode(plan), LastId(plan)}));
  return table.ReadRows<Resource>(rows);
}

}  // namespace

absl::StatusOr<std::vector<v1::PlanTask>> OverdueTasks(database::Transaction& transaction, const std::string& plan,
                                                       clock::Day day, clock::Day after_day,
                                                       const std::string& after_id, int limit) {
  static const auto& statement = *new Statement{
      "plan_task.overdue", absl::StrCat("SELECT ", PlanTaskTable().select_list(), R"sql( FROM registry.plan_task AS t
     WHERE t.province_code = $1 AND t.plan_id = $2 AND t.due_date < $3::date
       AND t.state IN ('STATE_OPEN', 'STATE_IN_PROGRESS') AND (t.due_date, t.plan_task_id) > ($4::date, $5)
     ORDER BY t.due_date, t.plan_task_id LIMIT $6::integer)sql")};
  OCOP_ASSIGN_OR_RETURN(const Rows rows,
                        transaction.Query(statement, {ProvinceCode(plan), LastId(plan), clock::FormatDay(day),
                                                      clock::FormatDay(after_day), after_id, absl::StrCat(limit)}));
  return PlanTaskTable().ReadRows<v1::PlanTask>(rows);
}

absl::StatusOr<std::vector<v1::DifficultyReport>> OverdueReports(database::Transaction& transaction,
                                                                 const std::string& province, clock::Day day,
                                                                 clock::Day after_day, const std::string& after_id,
                                                                 int limit) {
  static const auto& statement = *new Statement{
      "difficulty_report.overdue",
      absl::StrCat("SELECT ", DifficultyReportTable().select_list(), R"sql( FROM registry.difficulty_report AS t
     WHERE t.province_code = $1 AND t.due_date < $2::date AND t.state IN ('STATE_REPORTED', 'STATE_ROUTED')
       AND (t.due_date, t.difficulty_report_id) > ($3::date, $4)
     ORDER BY t.due_date, t.difficulty_report_id LIMIT $5::integer)sql")};
  OCOP_ASSIGN_OR_RETURN(const Rows rows,
                        transaction.Query(statement, {province, clock::FormatDay(day), clock::FormatDay(after_day),
                                                      after_id, absl::StrCat(limit)}));
  return DifficultyReportTable().ReadRows<v1::DifficultyReport>(rows);
}

absl::StatusOr<std::vector<v1::Target>> TargetsOf(database::Transaction& transaction, const std::string& plan) {
  return AllOfPlan<v1::Target>(transaction, TargetTable(), plan);
}

absl::StatusOr<std::vector<v1::RoadmapCommune>> RoadmapOf(database::Transaction& transaction, const std::string& plan) {
  return AllOfPlan<v1::RoadmapCommune>(transaction, RoadmapCommuneTable(), plan);
}

absl::StatusOr<std::vector<v1::PlanTask>> TasksOf(database::Transaction& transaction, const std::string& plan) {
  return AllOfPlan<v1::PlanTask>(transaction, PlanTaskTable(), plan);
}

}  // namespace ocop::registry
