// The contracts as the gateway tells them to others: the set of descriptors with the comments of the protos.
#pragma once

#include <google/protobuf/descriptor.h>

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"

namespace ocop::gateway {

class ApiDescription {
 public:
  // Of the google.protobuf.FileDescriptorSet that this binary carries.
  static absl::StatusOr<std::unique_ptr<ApiDescription>> Embedded();

  // Errors: INTERNAL when `bytes` is no set of descriptors, or a file is missing that another one imports.
  static absl::StatusOr<std::unique_ptr<ApiDescription>> Parse(std::string_view bytes);

  // The set, serialised.
  const std::string& bytes() const { return bytes_; }
  const google::protobuf::DescriptorPool& pool() const { return pool_; }

 private:
  explicit ApiDescription(std::string_view bytes) : bytes_(bytes) {}

  const std::string bytes_;
  google::protobuf::DescriptorPool pool_;
};

// What the proto says over a service, method, message, field, enum or value; empty when it says nothing.
template <class Descriptor>
std::string CommentOf(const Descriptor& descriptor) {
  google::protobuf::SourceLocation location;
  if (!descriptor.GetSourceLocation(&location)) return {};
  std::string text = absl::StrReplaceAll(location.leading_comments, {{"\n ", "\n"}});
  absl::StripAsciiWhitespace(&text);
  return text;
}

}  // namespace ocop::gateway
