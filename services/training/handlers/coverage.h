// The plan's questions: who is not trained, how far each unit is, who is new.
#pragma once

#include "common/rpc/service.h"
#include "services/training/handlers/context.h"

namespace ocop::training {

void BindCoverage(rpc::Service& service, const Context& context);
void BindNewcomers(rpc::Service& service, const Context& context);

}  // namespace ocop::training
