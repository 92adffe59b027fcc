// A call that changes something, made from the resource alone: the method and its request are found by the names that
// the proto gives them.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "tests/support/services.h"

namespace ocop::reference {

struct Step {
  const google::protobuf::MethodDescriptor* method = nullptr;
  std::shared_ptr<google::protobuf::Message> request;

  // `/ocop.registry.v1.ProducerService/UpdateProducer`.
  std::string Path() const;
};

// Update with every field and `allow_missing`.
Step Put(const google::protobuf::Message& resource);
Step Create(const google::protobuf::Message& resource);
Step Delete(const google::protobuf::Message& resource);
// Of the resources that are soft-deleted.
Step Undelete(const google::protobuf::Message& resource);
bool IsSoftDeleted(const google::protobuf::Message& resource);

absl::Status Apply(const Step& step, const testing::Services& services);

}  // namespace ocop::reference
