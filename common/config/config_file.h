// Configuration files: one `name = value` a line, a subset of TOML and INI.
#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"

namespace ocop::config {

// The values by name. A value stands bare or in single or double quotes and is taken literally; nothing is escaped,
// so a backslash in double quotes, which TOML would read otherwise, is refused. Lines that start with # or ; are
// comments; a comment after a value needs the value in quotes.
// NOT_FOUND if the file cannot be read, INVALID_ARGUMENT with the number of the first wrong line. Values are never part
// of an error's text, since they may be passwords.
//
// We read this ourselves because CLI11's reader cuts every value at a '#', also inside quotes: a password would
// silently become another one.
absl::StatusOr<std::map<std::string, std::string>> ReadConfigFile(const std::string& path);

}  // namespace ocop::config
