// What an answer of the present rests on beside its question.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "services/gateway/handlers/picture.h"

namespace ocop::gateway {

// Differs whenever an answer without sources may: the version of the province's figures, the day it is, and which
// sources are read and live.
std::string CircumstancesOf(uint64_t version, const Picture& picture, absl::Time now);

}  // namespace ocop::gateway
