#include <algorithm>

#include "services/gateway/projection/unit_facts.h"

namespace ocop::gateway {
namespace {

bool IsOfficer(const Learner& learner) {
  return learner.kind == training::v1::Learner::KIND_DISTRICT_OFFICER ||
         learner.kind == training::v1::Learner::KIND_COMMUNE_OFFICER;
}

// 1 in each year from the day on which the learner completed a class of a course that covers the topic.
StepFunction TrainedInYear(const World& world, const Learner::Links& learner, training::v1::Course::Topic topic) {
  std::vector<Days> periods;
  for (Id<Attendance> id : learner.attendances) {
    const Attendance& attendance = world.attendances[id];
    if (attendance.completed == kForever || !world.classes.Has(attendance.held_class)) continue;
    const Id<Course> course = world.classes[attendance.held_class].course;
    if (!world.courses.Has(course) || (world.courses[course].topics >> topic & 1) == 0) continue;
    periods.push_back(RestOfYear(attendance.completed));
  }
  return StepFunction::OnAnyOf(std::move(periods));
}

std::vector<clock::Day> CompletionsOf(const World& world, const Learner::Links& learner) {
  std::vector<clock::Day> days;
  for (Id<Attendance> id : learner.attendances) {
    const Attendance& attendance = world.attendances[id];
    if (attendance.completed != kForever && world.classes.Has(attendance.held_class))
      days.push_back(attendance.completed);
  }
  return days;
}

}  // namespace

StepFunction LastOf(std::vector<clock::Day> days) {
  std::sort(days.begin(), days.end());
  StepFunction last;
  for (clock::Day day : days) last.Append(day, day);
  return last;
}

Facts OfficerFacts(const World& world, Id<Learner> id) {
  Facts facts(officer::kFactCount);
  const auto& learner = world.learners[id];
  if (!learner.present || !IsOfficer(learner)) return facts;
  facts[officer::kInPost] = StepFunction::Between(learner.in_post);
  facts[officer::kTrainedProgrammeBasicsInYear] =
      TrainedInYear(world, learner.links, training::v1::Course::TOPIC_PROGRAMME_BASICS);
  facts[officer::kTrainedCycleStepsInYear] =
      TrainedInYear(world, learner.links, training::v1::Course::TOPIC_CYCLE_STEPS);
  facts[officer::kLastTrainingDate] = LastOf(CompletionsOf(world, learner.links));
  return facts;
}

}  // namespace ocop::gateway
