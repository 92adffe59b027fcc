// What makes a data service the registry service.
#pragma once

#include <string>

#include "absl/time/time.h"

#include "common/service/service.h"

namespace ocop::registry {

struct Settings {
  std::string evaluation = "127.0.0.1:50052";
  // In place of the files that are built in.
  std::string law_folder;
  // Imports that are worked on at a time; 0 leaves them to other processes.
  int import_threads = 1;
  // How long operations are kept after their end.
  absl::Duration operation_retention = absl::Hours(24 * 30);
};

service::Definition Definition();

// With these settings in place of the command line's, for tests.
service::Definition DefinitionWith(const Settings& settings);

}  // namespace ocop::registry
