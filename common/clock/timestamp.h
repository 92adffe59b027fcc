// google.protobuf.Timestamp <-> absl::Time. Apart from clock.h, so that code without messages does not link protobuf.
#pragma once

#include <cstdint>

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace ocop::clock {

// Whether it is a moment: of the years 1 to 9999, its nanoseconds counting upwards within the second (timestamp.proto).
// Checked of whatever callers send (common/validation).
bool IsMoment(const google::protobuf::Timestamp& timestamp);

// Of what is no moment the nearest one.
absl::Time FromTimestamp(const google::protobuf::Timestamp& timestamp);

// To the nanosecond, downwards; of a time outside the years 1 to 9999 the nearest moment.
google::protobuf::Timestamp ToTimestamp(absl::Time time);

// Of microseconds since 1970, which is what PostgreSQL keeps.
google::protobuf::Timestamp MicrosToTimestamp(int64_t micros);

}  // namespace ocop::clock
