// What of a resource the journal tells.
#pragma once

#include <string>

#include "google/protobuf/message.h"

namespace ocop::journal {

// The bytes of `resource` without its fields that are `unjournaled` (ocop/options/v1/journal.proto).
std::string EnteredBytes(const google::protobuf::Message& resource);

}  // namespace ocop::journal
