// What is asked, as a key for answers that are kept.
#pragma once

#include <string>

#include "common/rpc/call.h"
#include "google/protobuf/message.h"
#include "services/gateway/handlers/picture.h"

namespace ocop::gateway {

// All that an answer without sources depends on beside the figures: what is asked, the day it is, and which sources are
// read and live.
std::string QuestionOf(const rpc::Call& call, const google::protobuf::Message& request, const Picture& picture);

}  // namespace ocop::gateway
