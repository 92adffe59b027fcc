// What the proto says of a message's fields, read once per message type.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "common/resource_name/resource_name.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "ocop/options/v1/options.pb.h"

namespace re2 {
class RE2;
}

namespace ocop::validation {

struct MessagePlan;

struct FieldPlan {
  const google::protobuf::FieldDescriptor* field;
  ocop::options::v1::FieldRules rules;
  bool required = false;
  bool output_only = false;
  bool identifier = false;
  // Of a string; nullptr without one.
  std::shared_ptr<const re2::RE2> pattern;
  // Of a reference to a resource of the same package; nullptr otherwise.
  std::shared_ptr<const resource_name::Pattern> reference;
  // Of a message; nullptr for the well-known types, which have no rules.
  const MessagePlan* child = nullptr;
};

struct MessagePlan {
  // Kept, since a message asks for its own under a lock.
  const google::protobuf::Reflection* reflection = nullptr;
  std::vector<FieldPlan> fields;
  // The request brings an update mask: its resource may be partial.
  bool is_update = false;
  bool is_resource = false;
};

// Thread safe; the plan lives for ever.
const MessagePlan& PlanOf(const google::protobuf::Descriptor& type);

}  // namespace ocop::validation
