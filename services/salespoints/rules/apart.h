// Whether two places are different localities.
#pragma once

#include <string>

#include "common/clock/day.h"
#include "services/atlas.h"

namespace ocop::salespoints {

// Whether two units are different localities on a day, as the plan means it: in different districts or, where one of
// them lies in no district, different communes of that day's map. A unit that holds the other is no different one: what
// is known to lie in it may lie there. A unit of another province is another one.
bool AreApart(const Atlas& atlas, const std::string& a, const std::string& b, clock::Day as_of);

}  // namespace ocop::salespoints
