// Fields of messages of any type, by path: `recognition.product`. Of a repeated field on the way the last element
// counts, as of the steps of a dossier the last one.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/clock/day.h"
#include "google/protobuf/message.h"

namespace ocop::gateway {

// INVALID_ARGUMENT unless every message of the type has the path.
absl::Status CheckPath(const google::protobuf::Descriptor& type, const std::string& path);

// Whether there is anything at the end of the path: a text not empty, a list not empty, a number not 0, a message set.
bool IsSet(const google::protobuf::Message& message, const std::string& path);

// A text as it is, the name of an enum's value, a number in digits; empty when not set or of another kind.
std::string TextAt(const google::protobuf::Message& message, const std::string& path);

// Of a google.type.Date.
std::optional<clock::Day> DayAt(const google::protobuf::Message& message, const std::string& path);

// Of a google.protobuf.Timestamp, or of a google.type.Date the moment at which it begins in Việt Nam.
std::optional<absl::Time> TimeAt(const google::protobuf::Message& message, const std::string& path);

// When the day begins in Việt Nam.
absl::Time BeginningOf(clock::Day day);

}  // namespace ocop::gateway
