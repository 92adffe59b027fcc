// What makes a data service the registry service.
#pragma once

#include <string>

#include "common/service/service.h"

namespace ocop::registry {

struct Settings {
  std::string evaluation = "127.0.0.1:50052";
  // In place of the files that are built in.
  std::string law_folder;
};

service::Definition Definition();

// With these settings in place of the command line's, for tests.
service::Definition DefinitionWith(const Settings& settings);

}  // namespace ocop::registry
