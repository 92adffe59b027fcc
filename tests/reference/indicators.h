// The indicators that are compared, as the oracle understands them.
#pragma once

#include <string>
#include <vector>

namespace ocop::reference {

struct Indicator {
  std::string id;
  bool percent = false;     // A share, in percent; otherwise a count of units.
  bool asks_units = false;  // It has a denominator.
  bool sums = false;        // A sum over the units, in đồng.
  bool at_most = false;     // Fewer is better.
};

// The built-in ones in the order in which the gateway has them, then those of tests/reference/definitions.
const std::vector<Indicator>& Indicators();

}  // namespace ocop::reference
