// Data files in protobuf's text form.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

namespace ocop::textproto {

// Fills `message`. INVALID_ARGUMENT with the place of everything that is wrong: `line 3, column 5: …; line 9, column 1:
// …`.
absl::Status Parse(std::string_view text, google::protobuf::Message& message);

// The files of `folder` that end in `.txtpb`, content by name. NOT_FOUND when the folder or one of them cannot be read:
// a file that is left out, or taken for an empty one, would be other data.
absl::StatusOr<std::map<std::string, std::string>> ReadFolder(const std::string& folder);

}  // namespace ocop::textproto
