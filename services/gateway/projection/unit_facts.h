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

// facts_producer.cc
Facts ProducerFacts(const World& world, Id<Producer> id);

// facts_product.cc
Facts ProductFacts(const World& world, Id<Product> id);

// The recognition in force on each day, as its row + 1; 0 without one. Of several the one decided last counts, of those
// decided on one day the one whose name is greatest.
StepFunction RecognitionInForce(const World& world, Id<Product> id);

// facts_area.cc. What lies in an area is counted by others; the functions tell when any does.

// `any_producer`: a producer in the area takes part in the programme. `any_product`: such a producer has a product with
// 3 stars or more.
Facts CommuneFacts(const World& world, Id<Locality> id, StepFunction any_producer, StepFunction any_product);

// `any_from_elsewhere`: an open point in the district sells a product whose producer does not lie in it.
Facts DistrictFacts(const World& world, Id<Locality> id, StepFunction any_from_elsewhere);

// When the product of a listing is on sale at its sales point.
StepFunction OnSaleAtPoint(const World& world, Id<Listing> id);

}  // namespace ocop::gateway
