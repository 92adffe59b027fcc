// What a figure rests on: which records stand behind a fact, and whose they are.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "services/gateway/indicators/definitions.h"
#include "services/gateway/projection/world.h"

namespace ocop::gateway {

// The services whose journals are followed.
enum class Service { kRegistry, kEvaluation, kSalesPoints, kTraining };
inline constexpr size_t kServiceCount = 4;

// Services whose records an indicator is worked out from, as bits 1 << Service.
uint32_t ServicesBehind(const Definition& definition);

// A record by name.
struct Witness {
  Service service;
  std::string name;

  bool operator==(const Witness&) const = default;
};

// Of what lies in a commune or district at most so many records are told.
inline constexpr size_t kMostInside = 20;

// By what lies in it a commune or district stands as it does, on a day.
struct Deciding {
  std::vector<Id<Producer>> producers;        // In the programme.
  std::vector<Id<Recognition>> recognitions;  // In force, of the products with the most stars.
  std::vector<Id<Listing>> listings;          // On sale at a point, of producers who lie elsewhere.
};

// The records that the standing of a unit rests on: its own, and those behind the facts that the definition asks about.
std::vector<Witness> WitnessesOf(const World& world, const Definition& definition, Id<Learner> id);
std::vector<Witness> WitnessesOf(const World& world, const Definition& definition, Id<Producer> id);
std::vector<Witness> WitnessesOf(const World& world, const Definition& definition, Id<Product> id);
std::vector<Witness> WitnessesOf(const World& world, const Definition& definition, Id<SalesPoint> id);
std::vector<Witness> WitnessesOf(const World& world, const Definition& definition, Id<Locality> id,
                                 const Deciding& deciding);

// Whether it is told what the fact is worked out from: one for which it is not would be taken for the registry's alone.
bool HasWitnesses(std::string_view fact);

}  // namespace ocop::gateway
