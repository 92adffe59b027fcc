// The ways of tasks and of difficulty reports. The two tables that decide.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ocop/registry/v1/difficulty_report_service.pb.h"
#include "ocop/registry/v1/plan_task_service.pb.h"

namespace ocop::registry {

template <class State>
struct PlanStep {
  // The method: `ReportProgress`.
  const char* action;
  State from;
  State to;
  // Who may take it.
  std::vector<std::string_view> roles;
};

using TaskStep = PlanStep<v1::PlanTask::State>;
using DifficultyStep = PlanStep<v1::DifficultyReport::State>;

const std::vector<TaskStep>& TaskSteps();
const std::vector<DifficultyStep>& DifficultySteps();

// nullptr when `action` is no step from `from`.
template <class State>
const PlanStep<State>* FindPlanStep(const std::vector<PlanStep<State>>& steps, std::string_view action, State from) {
  for (const PlanStep<State>& step : steps) {
    if (step.action == action && step.from == from) return &step;
  }
  return nullptr;
}

// What can be done from a state.
template <class State>
std::vector<std::string> PlanActionsFrom(const std::vector<PlanStep<State>>& steps, State from) {
  std::vector<std::string> actions;
  for (const PlanStep<State>& step : steps) {
    if (step.from == from) actions.emplace_back(step.action);
  }
  return actions;
}

// Who may ever take the step: asked before anything is looked up.
template <class State>
std::vector<std::string_view> RolesOfPlanStep(const std::vector<PlanStep<State>>& steps, std::string_view action) {
  for (const PlanStep<State>& step : steps) {
    if (step.action == action) return step.roles;
  }
  return {};
}

}  // namespace ocop::registry
