// Certificates of completion.
#pragma once

#include "common/rpc/service.h"
#include "services/training/handlers/context.h"

namespace ocop::training {

void BindCertificates(rpc::Service& service, const Context& context);

}  // namespace ocop::training
