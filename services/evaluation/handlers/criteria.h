// The law as this process has it, for clients.
#pragma once

#include "common/rpc/service.h"
#include "services/evaluation/handlers/context.h"

namespace ocop::evaluation {

void BindCriteria(rpc::Service& service, const Context& context);

}  // namespace ocop::evaluation
