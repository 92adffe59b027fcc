// google.longrunning.Operations over the imports.
#pragma once

#include <memory>

#include "common/rpc/service.h"
#include "google/longrunning/operations.pb.h"
#include "services/registry/background/operation_waiters.h"
#include "services/registry/handlers/context.h"
#include "services/registry/store/operations.h"

namespace ocop::registry {

google::longrunning::Operation OperationOf(const StoredOperation& operation);

// Who may begin an import, and cancel or delete one.
absl::Status RequireImporter(const rpc::Call& call);

void BindOperations(rpc::Service& service, const Context& context, std::shared_ptr<OperationWaiters> waiters);

}  // namespace ocop::registry
