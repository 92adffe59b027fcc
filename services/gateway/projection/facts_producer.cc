#include <algorithm>

#include "services/gateway/projection/unit_facts.h"

namespace ocop::gateway {
namespace {

using PaperKind = registry::v1::CompliancePaper::Kind;

// The days on which persons of the producer completed classes.
std::vector<clock::Day> Completions(const World& world, Id<Producer> id) {
  std::vector<clock::Day> days;
  world.VisitMerged(id, [&](const Producer::Links& producer) {
    for (Id<Learner> learner : producer.learners) {
      for (Id<Attendance> each : world.learners[learner].links.attendances) {
        const Attendance& attendance = world.attendances[each];
        if (attendance.completed != kForever && world.classes.Has(attendance.held_class)) {
          days.push_back(attendance.completed);
        }
      }
    }
  });
  return days;
}

StepFunction AttendedTradeEventInYear(const World& world, Id<Producer> id) {
  StepFunction attended;
  world.VisitMerged(id, [&](const Producer::Links& producer) {
    attended = Combined(attended, AttendedInYear(world, producer.participations),
                        [](int64_t a, int64_t b) { return std::max(a, b); });
  });
  return attended;
}

StepFunction InYearOfAny(const std::vector<clock::Day>& days) {
  std::vector<Days> periods;
  for (clock::Day day : days) periods.push_back(RestOfYear(day));
  return StepFunction::OnAnyOf(std::move(periods));
}

StepFunction RegisteringInYear(const World& world, const Producer::Links& producer) {
  std::vector<Days> periods;
  for (Id<Product> product : producer.products) {
    for (Id<Registration> id : world.products[product].links.registrations) {
      const Registration& registration = world.registrations[id];
      if (registration.day != kForever) periods.push_back(RestOfYear(registration.day));
    }
  }
  return StepFunction::OnAnyOf(std::move(periods));
}

// 1 while a paper of that kind is in force, for all that the producer makes or for one product that is present.
StepFunction HasPaper(const World& world, const Producer::Links& producer, PaperKind kind) {
  std::vector<Days> periods;
  for (Id<CompliancePaper> id : producer.papers) {
    const CompliancePaper& paper = world.papers[id];
    if (paper.kind != kind || (paper.product && !world.products.Has(paper.product))) continue;
    periods.push_back(paper.in_force);
  }
  return StepFunction::OnAnyOf(std::move(periods));
}

StepFunction ChannelKinds(const World& world, const Producer::Links& producer) {
  StepFunction kinds;
  for (Id<Product> product : producer.products) {
    kinds = Combined(kinds, ChannelKindsOf(world, product), [](int64_t a, int64_t b) { return a | b; });
  }
  return kinds;
}

StepFunction MostStars(const World& world, const Producer::Links& producer) {
  StepFunction most;
  for (Id<Product> product : producer.products) {
    most = Combined(most, StarsOf(world, product), [](int64_t a, int64_t b) { return std::max(a, b); });
  }
  return most;
}

}  // namespace

Facts ProducerFacts(const World& world, Id<Producer> id) {
  Facts facts(producer::kFactCount);
  const auto& producer = world.producers[id];
  if (!producer.present) return facts;
  const Days in_programme = producer.in_programme;
  facts[producer::kInProgramme] = StepFunction::Between(in_programme);
  if (!in_programme.empty() && in_programme.first != kForever) {
    facts[producer::kNewInYear] = StepFunction::Between(Intersect(RestOfYear(in_programme.first), in_programme));
  }
  const std::vector<clock::Day> completions = Completions(world, id);
  facts[producer::kTrainedInYear] = InYearOfAny(completions);
  facts[producer::kLastTrainingDate] = LastOf(completions);
  facts[producer::kRegisteringInYear] = RegisteringInYear(world, producer.links);
  const std::pair<producer::Fact, PaperKind> papers[] = {
      {producer::kFoodSafetyCommitment, registry::v1::CompliancePaper::KIND_FOOD_SAFETY_COMMITMENT},
      {producer::kPackagingLabel, registry::v1::CompliancePaper::KIND_PACKAGING_LABEL},
      {producer::kQualitySystem, registry::v1::CompliancePaper::KIND_QUALITY_SYSTEM},
      {producer::kTraceability, registry::v1::CompliancePaper::KIND_TRACEABILITY},
  };
  for (auto [fact, kind] : papers) facts[fact] = HasPaper(world, producer.links, kind);
  facts[producer::kChannelKinds] = ChannelKinds(world, producer.links);
  facts[producer::kKind] = StepFunction::Between({}, producer.kind);
  facts[producer::kWomenLed] = StepFunction::Between({}, producer.women_led);
  facts[producer::kMostStars] = MostStars(world, producer.links);
  facts[producer::kAttendedTradeEventInYear] = AttendedTradeEventInYear(world, id);
  return facts;
}

}  // namespace ocop::gateway
