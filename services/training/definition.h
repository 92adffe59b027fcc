// What makes a data service the training service.
#pragma once

#include "common/service/service.h"

namespace ocop::training {

service::Definition Definition();

}  // namespace ocop::training
