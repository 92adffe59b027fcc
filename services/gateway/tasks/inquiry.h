// Asks one service for the tasks of one kind.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/client.h"
#include "services/gateway/projection/projection.h"
#include "services/gateway/tasks/question.h"
#include "services/gateway/tasks/task_kinds.h"

namespace ocop::gateway {

// Answers in `done`, from a gRPC thread: the first tasks after `question.after`, `question.enough` of them or all there
// are, in any order; or the service's error. `kind` and `projection` must live until then.
void Inquire(const Kind& kind, std::shared_ptr<const Question> question, const rpc::Client& client,
             const Projection& projection, std::function<void(absl::StatusOr<std::vector<RankedTask>>)> done);

}  // namespace ocop::gateway
