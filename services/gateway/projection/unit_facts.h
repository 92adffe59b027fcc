// The facts of each unit, worked out from the world: pure functions, one file per kind of unit.
//
// What each fact means is told in services/gateway/indicators/facts.cc. A unit that does not count at all (its record
// is absent, or is of another kind) has no fact that is ever true.
#pragma once

#include "services/gateway/indicators/facts.h"
#include "services/gateway/projection/world.h"

namespace ocop::gateway {

// facts_officer.cc
Facts OfficerFacts(const World& world, Id<Learner> id);

// On each day the last of `days` until then, as a fact of type kDate.
StepFunction LastOf(std::vector<clock::Day> days);

// facts_producer.cc
Facts ProducerFacts(const World& world, Id<Producer> id);

// facts_product.cc
Facts ProductFacts(const World& world, Id<Product> id);

// The recognition in force on each day, as its row + 1; 0 without one. A decision takes the place of those before it
// for good: when it is revoked, were it on its own day, or runs out, they do not come back. Of those of one day the one
// whose name is greatest counts.
StepFunction RecognitionInForce(const World& world, Id<Product> id);

// The stars on each day; 0 without a recognition in force.
StepFunction StarsOf(const World& world, Id<Product> id);

// As bits by kind, the channels in which the product is listed on each day.
StepFunction ChannelKindsOf(const World& world, Id<Product> id);

// facts_sales_point.cc
Facts SalesPointFacts(const World& world, Id<SalesPoint> id);

// facts_trade_event.cc. 1 in each year from the first day of an event with one of the participations.
StepFunction AttendedInYear(const World& world, const Ids<Participation>& participations);

// facts_area.cc. What lies in an area is counted by others; the functions tell when any does.

// `any_producer`: a producer in the area takes part in the programme. `most_stars`: the most that a product of such a
// producer has.
Facts CommuneFacts(const World& world, Id<Locality> id, StepFunction any_producer, StepFunction most_stars);

// `any_from_elsewhere`: an open point in the district sells a product whose producer has a locality that neither lies
// in the district nor holds it.
Facts DistrictFacts(const World& world, Id<Locality> id, StepFunction any_from_elsewhere);

// When the product of a listing is on sale at its sales point.
StepFunction OnSaleAtPoint(const World& world, Id<Listing> id);

}  // namespace ocop::gateway
