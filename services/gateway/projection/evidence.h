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

// The records that the standing of a unit rests on: its own, and those behind the facts that the definition asks about.
// Of a commune or district its own and the roadmap's: what lies in it is counted by other indicators.
std::vector<Witness> WitnessesOf(const World& world, const Definition& definition, Id<Learner> id);
std::vector<Witness> WitnessesOf(const World& world, const Definition& definition, Id<Producer> id);
std::vector<Witness> WitnessesOf(const World& world, const Definition& definition, Id<Product> id);
std::vector<Witness> WitnessesOf(const World& world, const Definition& definition, Id<SalesPoint> id);
std::vector<Witness> WitnessesOf(const World& world, const Definition& definition, Id<Locality> id);

// Whether it is told what the fact is worked out from: one for which it is not would be taken for the registry's alone.
bool HasWitnesses(std::string_view fact);

}  // namespace ocop::gateway
