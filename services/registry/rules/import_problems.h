// What is told of a row that is wrong, or looks so.
#pragma once

#include <string>

#include "ocop/registry/v1/import_service.pb.h"
#include "services/registry/rules/import_cells.h"

namespace ocop::registry {

// `field` and `column` may be empty; of `value` as much is told as a list can show.
v1::ImportProblem ProblemOf(const std::string& field, const std::string& column, const std::string& reason,
                            std::string_view value, const Wording& wording);

// The problems that Create and Update tell, in both languages.
Wording InBothLanguages(const std::string& problem);

}  // namespace ocop::registry
