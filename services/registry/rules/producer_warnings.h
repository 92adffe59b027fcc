// What looks wrong in a producer's record and is taken all the same.
#pragma once

#include "ocop/registry/v1/producer_service.pb.h"

namespace ocop::registry {

// Replaces the warnings of `producer`. `same_tax_code`: name of another producer with its tax code, if there is one.
void Warn(v1::Producer& producer, const std::string& same_tax_code);

}  // namespace ocop::registry
