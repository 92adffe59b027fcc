// What is asked of each kind of task for one page.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/client.h"
#include "ocop/indicators/v1/task_service.pb.h"
#include "services/gateway/tasks/caller.h"

namespace ocop::gateway {

// The place of a task in the list: what has no day comes last.
struct TaskKey {
  static constexpr clock::Day kNoDay = std::numeric_limits<clock::Day>::max();

  clock::Day due = kNoDay;
  // Microseconds.
  int64_t since = 0;
  std::string subject;
  std::string kind;

  auto operator<=>(const TaskKey&) const = default;

  // As a page token holds it.
  std::vector<std::string> Parts() const;
  // nullopt when the parts are none of a key.
  static std::optional<TaskKey> Of(const std::vector<std::string>& parts);
};

struct RankedTask {
  TaskKey key;
  indicators::v1::Task task;
};

struct Question {
  std::string parent;
  Caller caller;
  // Only what lies in one of these; nullopt: everywhere.
  std::optional<Names> area;
  // Only tasks after this one.
  std::optional<TaskKey> after;
  // So many suffice.
  size_t enough = 0;
  absl::Time now;
  clock::Day today = 0;
  absl::Time deadline;
  // How the services are called: for the caller.
  rpc::CallOptions options;
};

}  // namespace ocop::gateway
