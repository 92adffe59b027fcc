// What makes a data service the salespoints service.
#pragma once

#include <string>

#include "common/service/service.h"

namespace ocop::salespoints {

// What the process is started with.
struct Settings {
  // The services whose resources are named here, `host:port`.
  std::string registry = "127.0.0.1:50051";
  std::string evaluation = "127.0.0.1:50052";
  // Where links on labels lead: the public address of the gateway. Empty: no lot is taken in.
  std::string label_uri;
};

service::Definition Definition();
// With other settings than the command line's, for tests.
service::Definition DefinitionWith(const Settings& settings);

}  // namespace ocop::salespoints
