#include "services/gateway/projection/changes.h"

namespace ocop::gateway {
namespace {

// A product, and its producer, which is judged by its products too.
void MarkWithProducer(const World& world, Id<Product> product, Changes& changes) {
  if (!product) return;
  changes.products.Insert(product);
  changes.producers.Insert(world.products[product].producer);
}

// What a learner or an event tells of a producer that was merged is told of the one that it goes on as.
void MarkWithMerged(const World& world, Id<Producer> producer, Changes& changes) {
  changes.producers.Insert(producer);
  changes.producers.Insert(world.GoesOnAs(producer));
}

}  // namespace

void MarkDependents(const World&, Id<OwnIndicator> id, Changes& changes) {
  changes.own_indicators.Insert(id);
}

void MarkDependents(const World&, Id<Locality> id, Changes& changes) {
  changes.areas.Insert(id);
}

void MarkDependents(const World&, Id<Succession>, Changes& changes) {
  changes.geography = true;
}

void MarkDependents(const World& world, Id<Plan> id, Changes& changes) {
  for (Id<RoadmapCommune> commune : world.plans[id].links.roadmap) MarkDependents(world, commune, changes);
}

// Targets are looked up when a value is asked for.
void MarkDependents(const World&, Id<Target>, Changes&) {}

void MarkDependents(const World& world, Id<RoadmapCommune> id, Changes& changes) {
  changes.areas.Insert(world.roadmap_communes[id].locality);
}

void MarkDependents(const World& world, Id<Producer> id, Changes& changes) {
  changes.producers.Insert(id);
  for (Id<Product> product : world.producers[id].links.products) MarkDependents(world, product, changes);
}

void MarkDependents(const World& world, Id<Merger> id, Changes& changes) {
  changes.producers.Insert(world.mergers[id].survivor);
}

void MarkDependents(const World& world, Id<Product> id, Changes& changes) {
  const auto& product = world.products[id];
  changes.products.Insert(id);
  changes.producers.Insert(product.producer);
  for (Id<CompliancePaper> paper : product.links.papers) MarkDependents(world, paper, changes);
  for (Id<Listing> listing : product.links.listings) changes.listings.Insert(listing);
}

void MarkDependents(const World& world, Id<Registration> id, Changes& changes) {
  MarkWithProducer(world, world.registrations[id].product, changes);
}

void MarkDependents(const World& world, Id<CompliancePaper> id, Changes& changes) {
  changes.producers.Insert(world.papers[id].producer);
}

void MarkDependents(const World& world, Id<Recognition> id, Changes& changes) {
  MarkWithProducer(world, world.recognitions[id].product, changes);
}

void MarkDependents(const World& world, Id<SalesPoint> id, Changes& changes) {
  changes.sales_points.Insert(id);
  for (Id<Listing> listing : world.sales_points[id].links.listings) changes.listings.Insert(listing);
}

void MarkDependents(const World& world, Id<Channel> id, Changes& changes) {
  for (Id<Listing> listing : world.channels[id].links.listings) {
    MarkWithProducer(world, world.listings[listing].product, changes);
  }
}

void MarkDependents(const World& world, Id<Listing> id, Changes& changes) {
  changes.listings.Insert(id);
  if (world.listings[id].channel) MarkWithProducer(world, world.listings[id].product, changes);
}

void MarkDependents(const World& world, Id<SalesReport> id, Changes& changes) {
  changes.products.Insert(world.reports[id].product);
}

void MarkDependents(const World& world, Id<SalesBaseline> id, Changes& changes) {
  changes.products.Insert(world.baselines[id].product);
}

void MarkDependents(const World& world, Id<Learner> id, Changes& changes) {
  changes.officers.Insert(id);
  MarkWithMerged(world, world.learners[id].producer, changes);
}

void MarkDependents(const World& world, Id<Course> id, Changes& changes) {
  for (Id<Class> held_class : world.courses[id].links.classes) MarkDependents(world, held_class, changes);
}

void MarkDependents(const World& world, Id<Class> id, Changes& changes) {
  for (Id<Attendance> attendance : world.classes[id].links.attendances) MarkDependents(world, attendance, changes);
}

void MarkDependents(const World& world, Id<Attendance> id, Changes& changes) {
  if (Id<Learner> learner = world.attendances[id].learner) MarkDependents(world, learner, changes);
}

void MarkDependents(const World& world, Id<TradeEvent> id, Changes& changes) {
  for (Id<Participation> participation : world.trade_events[id].links.participations) {
    MarkDependents(world, participation, changes);
  }
}

void MarkDependents(const World& world, Id<Participation> id, Changes& changes) {
  MarkWithMerged(world, world.participations[id].producer, changes);
  for (Id<Product> product : world.participations[id].products) changes.products.Insert(product);
}

void MarkAllAt(const World& world, Id<Locality> id, Changes& changes) {
  const auto& links = world.localities[id].links;
  changes.areas.Insert(id);
  for (Id<Producer> producer : links.producers) MarkDependents(world, producer, changes);
  for (Id<Learner> learner : links.learners) changes.officers.Insert(learner);
  for (Id<SalesPoint> point : links.sales_points) MarkDependents(world, point, changes);
}

void MarkListingsFrom(const World& world, Id<Locality> id, Changes& changes) {
  for (Id<Producer> producer : world.localities[id].links.producers) {
    for (Id<Product> product : world.producers[producer].links.products) {
      for (Id<Listing> listing : world.products[product].links.listings) changes.listings.Insert(listing);
    }
  }
}

}  // namespace ocop::gateway
