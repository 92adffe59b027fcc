// What makes a data service the training service.
#pragma once

#include <string>

#include "common/service/service.h"

namespace ocop::training {

// What the process is started with.
struct Settings {
  // Where the registry serves, which keeps the producers and the units.
  std::string registry = "127.0.0.1:50051";
  // Training rules as a file; empty: those built in.
  std::string rules_file;
};

service::Definition Definition();
// With other settings than the command line's, for tests.
service::Definition DefinitionWith(const Settings& settings);

}  // namespace ocop::training
