// Messages and methods by descriptor: what lets ocopctl work with every service without knowing any.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace ocop::ocopctl {

std::unique_ptr<google::protobuf::Message> NewMessage(const google::protobuf::Descriptor& type);

// The message of one line: JSON of google.protobuf.Any, so that `@type` says what it is.
// Errors: INVALID_ARGUMENT for other text, an unknown type or an unknown field.
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> ParseAny(std::string_view json);

// The other direction: one line without its end.
std::string PrintAny(const google::protobuf::Message& message);

// Fills `message` from its own JSON. Errors: INVALID_ARGUMENT.
absl::Status ParseJson(std::string_view json, google::protobuf::Message& message);

// JSON over several lines, for people.
std::string PrintJson(const google::protobuf::Message& message);

// The resource names in its fields, its own (`name`) first when it has one. A text that only looks like a name is among
// them: good enough to know what must not be sent at the same time.
std::vector<std::string> NamesIn(const google::protobuf::Message& message);

// The method of `/package.Service/Method`. Errors: NOT_FOUND.
absl::StatusOr<const google::protobuf::MethodDescriptor*> FindMethod(std::string_view path);

std::string PathOf(const google::protobuf::MethodDescriptor& method);

// A method with what to send to it.
struct Request {
  const google::protobuf::MethodDescriptor* method;
  std::unique_ptr<google::protobuf::Message> message;
};

// How `message` is stored: a resource Foo by UpdateFoo with `allow_missing`, which makes it or brings it up to date;
// the request of a method by that method. Methods are looked for in the file that defines the message, since a service
// and its resources share one (AIP-191).
// Errors: INVALID_ARGUMENT for a message that is neither.
absl::StatusOr<Request> StoringRequest(std::unique_ptr<google::protobuf::Message> message);

}  // namespace ocop::ocopctl
