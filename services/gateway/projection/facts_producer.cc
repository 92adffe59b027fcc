#include <map>

#include "services/gateway/projection/unit_facts.h"

namespace ocop::gateway {
namespace {

using PaperKind = registry::v1::CompliancePaper::Kind;

StepFunction TrainedInYear(const World& world, const Producer::Links& producer) {
  std::vector<Days> periods;
  for (Id<Learner> learner : producer.learners) {
    for (Id<Attendance> id : world.learners[learner].links.attendances) {
      const Attendance& attendance = world.attendances[id];
      if (attendance.completed == kForever || !world.classes.Has(attendance.held_class)) continue;
      periods.push_back(RestOfYear(attendance.completed));
    }
  }
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

// As bits by kind, the channels in which a product of the producer is listed.
StepFunction ChannelKinds(const World& world, const Producer::Links& producer) {
  std::map<int, std::vector<Days>> by_kind;
  for (Id<Product> product : producer.products) {
    for (Id<Listing> id : world.products[product].links.listings) {
      const Listing& listing = world.listings[id];
      if (world.channels.Has(listing.channel)) by_kind[world.channels[listing.channel].kind].push_back(listing.on_sale);
    }
  }
  StepFunction kinds;
  for (auto& [kind, periods] : by_kind) {
    if (!salespoints::v1::Channel::Kind_IsValid(kind)) continue;
    const StepFunction of_kind = StepFunction::OnAnyOf(std::move(periods));
    kinds = Combined(kinds, of_kind, [kind = kind](int64_t bits, int64_t listed) { return bits | listed << kind; });
  }
  return kinds;
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
  facts[producer::kTrainedInYear] = TrainedInYear(world, producer.links);
  facts[producer::kRegisteringInYear] = RegisteringInYear(world, producer.links);
  const std::pair<producer::Fact, PaperKind> papers[] = {
      {producer::kFoodSafetyCommitment, registry::v1::CompliancePaper::KIND_FOOD_SAFETY_COMMITMENT},
      {producer::kPackagingLabel, registry::v1::CompliancePaper::KIND_PACKAGING_LABEL},
      {producer::kQualitySystem, registry::v1::CompliancePaper::KIND_QUALITY_SYSTEM},
      {producer::kTraceability, registry::v1::CompliancePaper::KIND_TRACEABILITY},
  };
  for (auto [fact, kind] : papers) facts[fact] = HasPaper(world, producer.links, kind);
  facts[producer::kChannelKinds] = ChannelKinds(world, producer.links);
  return facts;
}

}  // namespace ocop::gateway
