// Messages in protobuf's JSON mapping: https://protobuf.dev/programming-guides/json/. Fields at their default are left
// out.
//
// It is protobuf's own code, which by itself describes every type of a message anew from its descriptor in each call:
// most of its work. Here types are described once.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

namespace ocop::json {

// INVALID_ARGUMENT for a message that has no JSON form: a time out of range, an Any of an unknown type.
absl::StatusOr<std::string> Print(const google::protobuf::Message& message);

// What is done with fields and names of enums that the message does not have: of a caller they are a mistake, in what
// was stored they may be a newer version's.
enum class Unknown { kRefused, kSkipped };

// Merges what the text says into the message. INVALID_ARGUMENT with protobuf's words and the place in the text.
absl::Status Parse(std::string_view json, google::protobuf::Message& message, Unknown unknown = Unknown::kRefused);

// The same for a message in binary form.
absl::StatusOr<std::string> PrintBinary(const std::string& bytes, const google::protobuf::Descriptor& type);
absl::StatusOr<std::string> ParseToBinary(std::string_view json, const google::protobuf::Descriptor& type,
                                          Unknown unknown = Unknown::kRefused);

}  // namespace ocop::json
