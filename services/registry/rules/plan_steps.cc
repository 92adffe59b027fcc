#include "services/registry/rules/plan_steps.h"

#include "services/roles.h"

namespace ocop::registry {

using v1::DifficultyReport;
using v1::PlanTask;

const std::vector<TaskStep>& TaskSteps() {
  static const std::vector<std::string_view> office = {kCommuneOfficer, kProvinceOfficer};
  static const std::vector<std::string_view> province = {kProvinceOfficer};
  static const auto& steps = *new std::vector<TaskStep>{
      {"ReportProgress", PlanTask::STATE_OPEN, PlanTask::STATE_IN_PROGRESS, office},
      {"ReportProgress", PlanTask::STATE_IN_PROGRESS, PlanTask::STATE_IN_PROGRESS, office},
      {"CompletePlanTask", PlanTask::STATE_OPEN, PlanTask::STATE_DONE, office},
      {"CompletePlanTask", PlanTask::STATE_IN_PROGRESS, PlanTask::STATE_DONE, office},
      {"CancelPlanTask", PlanTask::STATE_OPEN, PlanTask::STATE_CANCELLED, province},
      {"CancelPlanTask", PlanTask::STATE_IN_PROGRESS, PlanTask::STATE_CANCELLED, province},
      {"ReopenPlanTask", PlanTask::STATE_DONE, PlanTask::STATE_IN_PROGRESS, province},
      {"ReopenPlanTask", PlanTask::STATE_CANCELLED, PlanTask::STATE_IN_PROGRESS, province},
  };
  return steps;
}

const std::vector<DifficultyStep>& DifficultySteps() {
  static const std::vector<std::string_view> office = {kCommuneOfficer, kProvinceOfficer};
  static const std::vector<std::string_view> province = {kProvinceOfficer};
  static const std::vector<std::string_view> anyone = {kProducer, kCommuneOfficer, kProvinceOfficer};
  static const auto& steps = *new std::vector<DifficultyStep>{
      {"RouteDifficultyReport", DifficultyReport::STATE_REPORTED, DifficultyReport::STATE_ROUTED, office},
      {"RouteDifficultyReport", DifficultyReport::STATE_ROUTED, DifficultyReport::STATE_ROUTED, office},
      {"ReturnDifficultyReport", DifficultyReport::STATE_ROUTED, DifficultyReport::STATE_REPORTED, office},
      {"AnswerDifficultyReport", DifficultyReport::STATE_ROUTED, DifficultyReport::STATE_ANSWERED, province},
      {"AnswerDifficultyReport", DifficultyReport::STATE_ANSWERED, DifficultyReport::STATE_ANSWERED, province},
      {"CloseDifficultyReport", DifficultyReport::STATE_ANSWERED, DifficultyReport::STATE_CLOSED, anyone},
      {"ReopenDifficultyReport", DifficultyReport::STATE_ANSWERED, DifficultyReport::STATE_ROUTED, anyone},
      {"ReopenDifficultyReport", DifficultyReport::STATE_CLOSED, DifficultyReport::STATE_ROUTED, anyone},
  };
  return steps;
}

}  // namespace ocop::registry
