#include "services/gateway/tasks/caller.h"

#include <algorithm>

namespace ocop::gateway {
namespace {

void AddUnit(const Figures& figures, Id<Locality> unit, Caller& caller) {
  const World& world = figures.world();
  for (const Id<Locality> inside : figures.Inside(unit)) {
    for (const Id<Producer> producer : world.localities[inside].links.producers) {
      if (world.producers.Has(producer)) caller.producers_there.insert(world.producers.NameOf(producer));
    }
  }
  caller.localities.merge(NamesInside(figures, unit));
}

void AddPost(const Figures& figures, const Learner& learner, Caller& caller) {
  const World& world = figures.world();
  switch (learner.kind) {
    case training::v1::Learner::KIND_COMMUNE_OFFICER:
    case training::v1::Learner::KIND_DISTRICT_OFFICER:
      if (world.localities.Has(learner.locality)) AddUnit(figures, learner.locality, caller);
      break;
    case training::v1::Learner::KIND_PRODUCER_PERSON:
      if (const Id<Producer> producer = world.GoesOnAs(learner.producer); world.producers.Has(producer)) {
        caller.producers.insert(world.producers.NameOf(producer));
      }
      break;
    default:
      break;
  }
}

}  // namespace

bool Caller::HasAnyOf(const google::protobuf::RepeatedPtrField<std::string>& wanted) const {
  if (wanted.empty()) return true;
  return std::any_of(wanted.begin(), wanted.end(), [this](const std::string& role) {
    return std::find(roles.begin(), roles.end(), role) != roles.end();
  });
}

Caller CallerOf(const rpc::Call& call, const Figures& figures, clock::Day today) {
  Caller caller{call.actor, call.roles, {}, {}, {}};
  if (call.actor.empty()) return caller;
  const auto& learners = figures.world().learners;
  for (uint32_t row = 0; row < learners.size(); ++row) {
    const auto& learner = learners[Id<Learner>{row}];
    if (learner.present && learner.account.view() == call.actor && learner.in_post.Contain(today)) {
      AddPost(figures, learner, caller);
    }
  }
  return caller;
}

Names NamesInside(const Figures& figures, Id<Locality> area) {
  Names names;
  for (const Id<Locality> inside : figures.Inside(area)) names.insert(figures.world().localities.NameOf(inside));
  return names;
}

}  // namespace ocop::gateway
