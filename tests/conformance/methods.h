// Every method of the suite, found by descriptor, so that one that is added is tested without a line here.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "google/api/field_behavior.pb.h"

namespace ocop::conformance {

using google::protobuf::MethodDescriptor;

// Of ocop.*, in the order of their names.
std::vector<const MethodDescriptor*> AllMethods();

// `/ocop.registry.v1.ProductService/GetProduct`
std::string PathOf(const MethodDescriptor& method);

bool Has(const google::protobuf::FieldDescriptor& field, google::api::FieldBehavior behaviour);

// Whether its request has fields that must be set.
bool RequiresAnything(const MethodDescriptor& method);

// Whether it may change a resource (AIP-131 and 132 name those that do not).
bool IsChange(const MethodDescriptor& method);

}  // namespace ocop::conformance
