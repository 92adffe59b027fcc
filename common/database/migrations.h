// Schema migrations: numbered SQL files, applied once each, in order, forward only.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace ocop::database {

// File name (`0001_locality.sql`) and text.
using Migration = std::pair<std::string_view, std::string_view>;

// Brings `schema` up to date, as the user of `url`, who owns it; makes it where it is missing. Each file is one
// transaction together with its entry in `<schema>.migration`; an advisory lock keeps two starters apart. A file that
// was applied and changed since is refused (FAILED_PRECONDITION), a database that is ahead of this binary is left as it
// is.
// Returns the names of the files applied now.
absl::StatusOr<std::vector<std::string>> Migrate(const std::string& url, const std::string& schema,
                                                 const std::vector<Migration>& migrations);

}  // namespace ocop::database
