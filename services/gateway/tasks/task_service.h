// ocop.indicators.v1.TaskService, bound.
#pragma once

#include <memory>
#include <vector>

#include "common/rpc/client.h"
#include "common/rpc/service.h"
#include "services/gateway/projection/projection.h"
#include "services/gateway/tasks/task_kinds.h"

namespace ocop::gateway {

struct TaskSources {
  // Tells whose posts are whose, and where things lie. Must outlive the service.
  const Projection& projection;
  // Of the services, in the order of Service.
  std::vector<rpc::Client> clients;
  std::shared_ptr<const std::vector<Kind>> kinds;
};

rpc::Service TaskService(const TaskSources& sources);

}  // namespace ocop::gateway
