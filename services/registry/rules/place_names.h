// Units by what people write: names with their slips, and whole addresses.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/atlas.h"

namespace ocop::registry {

struct NamedUnit {
  const v1::Locality* unit;
  int score_percent;
};

// Units whose names are like `query`, the likeliest first, `limit` at most. `kind` unspecified: of every level; `day`
// unset: of every map.
std::vector<NamedUnit> FindByName(const Atlas& atlas, std::string_view query, v1::Locality::Kind kind,
                                  std::optional<clock::Day> day, size_t limit);

struct AddressMatch {
  const v1::Locality* unit;
  // What stands before the unit in the address, as it was written.
  std::string rest;
};

// The units that an address names: those of the lowest level written in it that agree best with the units written
// behind them, on whichever map. Empty when it names none.
std::vector<AddressMatch> FindByAddress(const Atlas& atlas, std::string_view address);

}  // namespace ocop::registry
