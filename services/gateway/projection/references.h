// Which rows a record refers to, and in which list of theirs it stands: told once, used to link and to unlink.
#pragma once

#include "services/gateway/projection/world.h"

namespace ocop::gateway {

// Each calls visit(table, id, list) for each reference: the record belongs into `table[id].links.*list`. `id` may be
// none.

template <typename Visit>
void VisitReferences(World&, const OwnIndicator&, Visit) {}

template <typename Visit>
void VisitReferences(World& world, const Locality& record, Visit visit) {
  visit(world.localities, record.parent, &Locality::Links::children);
}

template <typename Visit>
void VisitReferences(World& world, const Succession& record, Visit visit) {
  visit(world.localities, record.predecessor, &Locality::Links::to_successors);
  visit(world.localities, record.successor, &Locality::Links::to_predecessors);
}

template <typename Visit>
void VisitReferences(World&, const Plan&, Visit) {}

template <typename Visit>
void VisitReferences(World& world, const Target& record, Visit visit) {
  visit(world.plans, record.plan, &Plan::Links::targets);
  visit(world.localities, record.locality, &Locality::Links::targets);
}

template <typename Visit>
void VisitReferences(World& world, const RoadmapCommune& record, Visit visit) {
  visit(world.plans, record.plan, &Plan::Links::roadmap);
  visit(world.localities, record.locality, &Locality::Links::roadmap);
}

template <typename Visit>
void VisitReferences(World& world, const Producer& record, Visit visit) {
  visit(world.localities, record.locality, &Locality::Links::producers);
}

template <typename Visit>
void VisitReferences(World& world, const Merger& record, Visit visit) {
  visit(world.producers, record.duplicate, &Producer::Links::mergers);
  visit(world.producers, record.survivor, &Producer::Links::mergers);
}

template <typename Visit>
void VisitReferences(World& world, const Product& record, Visit visit) {
  visit(world.producers, record.producer, &Producer::Links::products);
}

template <typename Visit>
void VisitReferences(World& world, const Registration& record, Visit visit) {
  visit(world.products, record.product, &Product::Links::registrations);
}

template <typename Visit>
void VisitReferences(World& world, const CompliancePaper& record, Visit visit) {
  visit(world.producers, record.producer, &Producer::Links::papers);
  visit(world.products, record.product, &Product::Links::papers);
}

template <typename Visit>
void VisitReferences(World& world, const Recognition& record, Visit visit) {
  visit(world.products, record.product, &Product::Links::recognitions);
}

template <typename Visit>
void VisitReferences(World& world, const SalesPoint& record, Visit visit) {
  visit(world.localities, record.locality, &Locality::Links::sales_points);
}

template <typename Visit>
void VisitReferences(World&, const Channel&, Visit) {}

template <typename Visit>
void VisitReferences(World& world, const Listing& record, Visit visit) {
  visit(world.products, record.product, &Product::Links::listings);
  visit(world.sales_points, record.sales_point, &SalesPoint::Links::listings);
  visit(world.channels, record.channel, &Channel::Links::listings);
}

template <typename Visit>
void VisitReferences(World& world, const SalesReport& record, Visit visit) {
  visit(world.products, record.product, &Product::Links::reports);
}

template <typename Visit>
void VisitReferences(World& world, const SalesBaseline& record, Visit visit) {
  visit(world.products, record.product, &Product::Links::baselines);
}

template <typename Visit>
void VisitReferences(World& world, const Learner& record, Visit visit) {
  visit(world.localities, record.locality, &Locality::Links::learners);
  visit(world.producers, record.producer, &Producer::Links::learners);
}

template <typename Visit>
void VisitReferences(World&, const Course&, Visit) {}

template <typename Visit>
void VisitReferences(World& world, const Class& record, Visit visit) {
  visit(world.courses, record.course, &Course::Links::classes);
}

template <typename Visit>
void VisitReferences(World& world, const Attendance& record, Visit visit) {
  visit(world.classes, record.held_class, &Class::Links::attendances);
  visit(world.learners, record.learner, &Learner::Links::attendances);
}

template <typename Visit>
void VisitReferences(World&, const TradeEvent&, Visit) {}

template <typename Visit>
void VisitReferences(World& world, const Participation& record, Visit visit) {
  visit(world.trade_events, record.event, &TradeEvent::Links::participations);
  visit(world.producers, record.producer, &Producer::Links::participations);
  for (Id<Product> product : record.products) visit(world.products, product, &Product::Links::participations);
}

}  // namespace ocop::gateway
