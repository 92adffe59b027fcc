// Checks messages by what their proto says: google.api.field_behavior, google.api.resource_reference and
// ocop.options.v1.rules. Runs before any handler; reports every violation at once.
#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/clock/day.h"
#include "google/protobuf/message.h"

namespace ocop::validation {

// Prepares and checks a request. Texts are brought to NFC, OUTPUT_ONLY fields are cleared (AIP-203: ignored on input).
// REQUIRED fields inside the resource of an update (a request with an `update_mask`) may be absent here: the whole
// resource is checked once the mask is applied.
// `now` decides what lies in the future (`not_future`), by the date in Việt Nam.
absl::Status Admit(google::protobuf::Message& request, absl::Time now);

// Checks a complete resource. Violations are told under `path`, such as `product`.
absl::Status CheckResource(const google::protobuf::Message& resource, const std::string& path, clock::Day today);

}  // namespace ocop::validation
