#include "services/gateway/edge/file_limit.h"

#include <sys/resource.h>

#include <algorithm>

#include "common/logging/logging.h"

namespace ocop::gateway {

size_t RaiseFileLimit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  const rlim_t before = limit.rlim_cur;
  limit.rlim_cur = limit.rlim_max;
  return setrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : before;
}

size_t ConnectionsWithin(size_t files, size_t wanted) {
  const size_t connections = std::min(wanted, files / 2);
  if (connections < wanted) {
    logging::Warning("fewer connections over HTTP are taken than meant: raise the limit of open files",
                     {{"connections", connections}, {"files", files}});
  }
  return connections;
}

}  // namespace ocop::gateway
