// What learners think of a class.
#pragma once

#include "common/rpc/service.h"
#include "services/training/handlers/context.h"

namespace ocop::training {

void BindFeedback(rpc::Service& service, const Context& context);

}  // namespace ocop::training
