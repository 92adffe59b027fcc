// What makes a data service the registry service.
#pragma once

#include "common/service/service.h"

namespace ocop::registry {

service::Definition Definition();

}  // namespace ocop::registry
