#include "services/training/handlers/course.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/training/rules/completion.h"

namespace ocop::training {

using v1::Course;

absl::Status CheckCourse(resource::Scope&, const Course*, Course& after) {
  status::Violations violations;
  std::set<int> steps;
  for (int i = 0; i < after.cycle_steps_size(); ++i) {
    if (!steps.insert(after.cycle_steps(i)).second) {
      violations.Add(absl::StrCat("course.cycle_steps[", i, "]"), "stands there already");
    }
  }
  const auto& topics = after.topics();
  if (!steps.empty() && std::find(topics.begin(), topics.end(), Course::TOPIC_CYCLE_STEPS) == topics.end()) {
    violations.Add("course.cycle_steps", "needs TOPIC_CYCLE_STEPS among the topics");
  }
  CheckCompletionRule(after.completion_rule(), "course.completion_rule", violations);
  return violations.ToStatus();
}

}  // namespace ocop::training
