// Tasks and reports that are late, and all that a plan holds.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/clock/day.h"
#include "common/database/transaction.h"
#include "ocop/registry/v1/difficulty_report_service.pb.h"
#include "ocop/registry/v1/plan_service.pb.h"
#include "ocop/registry/v1/plan_task_service.pb.h"

namespace ocop::registry {

// Tasks of a plan that were due before `day` and are not ended, in the order of their last days and ids, after
// (`after_day`, `after_id`).
absl::StatusOr<std::vector<v1::PlanTask>> OverdueTasks(database::Transaction& transaction, const std::string& plan,
                                                       clock::Day day, clock::Day after_day,
                                                       const std::string& after_id, int limit);

// Reports of a province that wait for longer than they may.
absl::StatusOr<std::vector<v1::DifficultyReport>> OverdueReports(database::Transaction& transaction,
                                                                 const std::string& province, clock::Day day,
                                                                 clock::Day after_day, const std::string& after_id,
                                                                 int limit);

// In the order of their ids.
absl::StatusOr<std::vector<v1::Target>> TargetsOf(database::Transaction& transaction, const std::string& plan);
absl::StatusOr<std::vector<v1::RoadmapCommune>> RoadmapOf(database::Transaction& transaction, const std::string& plan);
absl::StatusOr<std::vector<v1::PlanTask>> TasksOf(database::Transaction& transaction, const std::string& plan);

}  // namespace ocop::registry
