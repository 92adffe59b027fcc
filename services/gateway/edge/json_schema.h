// Messages as JSON Schema (2020-12), by protobuf's JSON mapping: what a field must be, from `google.api.field_behavior`
// and `ocop.options.v1.rules`, with the comments of the protos as descriptions.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

namespace ocop::gateway {

// Where a schema stands in an OpenAPI document: `#/components/schemas/ocop.registry.v1.Product`.
std::string SchemaReference(const std::string& full_name);

// A JSON object of the schemas of `messages` and of every message and enum that they lead to, by full name.
std::string SchemasOf(const std::vector<const google::protobuf::Descriptor*>& messages);

}  // namespace ocop::gateway
