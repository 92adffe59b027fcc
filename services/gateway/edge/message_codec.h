// Messages between protobuf's binary form and its canonical JSON mapping (fields at their default are left out), and
// packed by gzip. What is turned or packed again and again is remembered: an answer to many dashboards, or an event to
// many readers of one stream.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace ocop::gateway {

enum class Encoding { kJson, kProto };

// Errors: INVALID_ARGUMENT `INVALID_JSON` with protobuf's words and, as far as it can be told, the place: of a text
// that is no JSON `line` and `column` in the metadata, of a field that is unknown or of another type its path as a
// violation.
absl::StatusOr<std::string> BinaryFromJson(const std::string& json, const google::protobuf::Message& prototype);

// Errors: INTERNAL when the bytes, a backend's, are no such message.
absl::StatusOr<std::string> JsonFromBinary(const std::string& bytes, const google::protobuf::Message& prototype);

std::string Pack(const std::string& plain);

// A message in the content coding that its sender names: gzip, or identity, which no name is too. Names compare without
// regard to case (RFC 9110, 8.4.1), and what is empty is not packed, whatever is named (Connect's protocol).
//
// Errors: INVALID_ARGUMENT `INVALID_BODY` for broken gzip; RESOURCE_EXHAUSTED `BODY_TOO_LARGE`; UNIMPLEMENTED
// `UNKNOWN_CONTENT_ENCODING`.
absl::StatusOr<std::string> Unpack(std::string content, std::string_view coding, size_t limit);

}  // namespace ocop::gateway
