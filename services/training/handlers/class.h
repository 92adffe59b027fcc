// Rules of classes.
#pragma once

#include "common/resource/write.h"
#include "common/rpc/service.h"
#include "ocop/training/v1/class_service.pb.h"
#include "services/training/handlers/context.h"

namespace ocop::training {

// The days of the sessions and what completes the class stay as they are once roll was called: what is completed stays
// completed. Seats and hours that change meanwhile are given and taken here.
absl::Status CheckClass(resource::Scope& scope, const v1::Class* before, v1::Class& after);

// CancelClass and CallRoll.
void BindClasses(rpc::Service& service, const Context& context);

// ListClassTasks.
void BindClassTasks(rpc::Service& service, const Context& context);

absl::StatusOr<v1::CallRollResponse> CallRoll(resource::Scope& scope, const v1::CallRollRequest& request,
                                              ids::IdSource& ids);

}  // namespace ocop::training
