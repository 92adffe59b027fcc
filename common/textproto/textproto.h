// Data files in protobuf's text form.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "google/protobuf/message.h"

namespace ocop::textproto {

// Fills `message`. INVALID_ARGUMENT with the place of everything that is wrong: `line 3, column 5: …; line 9, column 1:
// …`.
absl::Status Parse(std::string_view text, google::protobuf::Message& message);

}  // namespace ocop::textproto
