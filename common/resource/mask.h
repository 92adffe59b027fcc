// Update masks (AIP-134).
#pragma once

#include "absl/status/status.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"

namespace ocop::resource {

// Takes the fields that `mask` names from `changes` into `resource`: an empty mask means every field that is set in
// `changes`, `*` every field. System fields and OUTPUT_ONLY ones are left alone. INVALID_ARGUMENT for an unknown path,
// and for an IMMUTABLE field that would change. Violations are told under `path`.
absl::Status ApplyMask(const google::protobuf::FieldMask& mask, const google::protobuf::Message& changes,
                       const std::string& path, google::protobuf::Message& resource);

}  // namespace ocop::resource
