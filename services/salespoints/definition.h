// What makes a data service the salespoints service.
#pragma once

#include "common/service/service.h"

namespace ocop::salespoints {

service::Definition Definition();

}  // namespace ocop::salespoints
