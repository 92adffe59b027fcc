// Invitations, enrolment and the waiting list.
#pragma once

#include "common/rpc/service.h"
#include "services/training/handlers/context.h"

namespace ocop::training {

void BindEnrolments(rpc::Service& service, const Context& context);

}  // namespace ocop::training
