// How synthetic products fare through the years of the programme.
#pragma once

#include <cstdint>

#include "services/ocopctl/generate/province.h"

namespace ocop::ocopctl::generate {

// Fills `province`, which holds the real part, up to the size of BuildProvince.
void AddSyntheticProducersAndProducts(uint64_t seed, int scale, Province& province);

}  // namespace ocop::ocopctl::generate
