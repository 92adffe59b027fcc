// A small country on two maps, shaped as the real one (deploy/local/data/README.md): an old province of 3 districts
// with 3 communes each, its old neighbour, and the new province of old communes, all whole but one, without districts.
// In one district two communes had become one before; later a new commune, made of several, is split.
#pragma once

#include <string>
#include <vector>

#include "ocop/registry/v1/locality_service.pb.h"
#include "tests/reference/step.h"

namespace ocop::reference {

constexpr char kProvince[] = "provinces/82";

// In an order in which they can be entered.
std::vector<Step> OldMap();
std::vector<Step> NewMap();

// Names on both maps, whether entered yet or not.
std::vector<std::string> LocalityNames();
std::vector<std::string> CommuneNames();

// Parts of the map that a random change takes away, moves or puts back.
std::vector<ocop::registry::v1::Succession> Successions();
std::vector<ocop::registry::v1::Locality> OldCommunes();
std::vector<ocop::registry::v1::Locality> OldDistricts();

}  // namespace ocop::reference
