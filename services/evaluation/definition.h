// What makes a data service the evaluation service.
#pragma once

#include "common/service/service.h"

namespace ocop::evaluation {

service::Definition Definition();

}  // namespace ocop::evaluation
