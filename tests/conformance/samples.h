// Requests for any method: a valid one made from its descriptor, and the same with one field broken.
#pragma once

#include <google/protobuf/message.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/conformance/methods.h"

namespace ocop::conformance {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Nothing in it is wrong by itself, but what it names need not exist; it asks for a trial (validate_only) where that
// can be asked for. Nothing is ever written for it.
std::unique_ptr<Message> Sample(const MethodDescriptor& method);

// A field of a request or of a message in it, which callers may set.
struct Field {
  // As violations name it: `product.display_name`, `as_of[0]`.
  std::string path;
  const FieldDescriptor* descriptor;
  // From the request to the field.
  std::vector<const FieldDescriptor*> way;
};

// Of all depths; dates and what is output only count as one field each, and the latter is left out.
std::vector<Field> FieldsOf(const MethodDescriptor& method);

// The message that holds the field of `request`, one of a repeated field's elements being the first.
Message& HolderOf(const Field& field, Message& request);

// Sets the field, or the first element of it.
void SetText(const Field& field, const std::string& text, Message& request);
void SetNumber(const Field& field, int64_t number, Message& request);
void SetEnum(const Field& field, int number, Message& request);
void SetDate(const Field& field, int year, int month, int day, Message& request);

bool IsText(const Field& field);
bool IsNumber(const Field& field);
bool IsEnum(const Field& field);
bool IsDate(const Field& field);
// The name of a resource of the same service, or a field called name or parent.
bool IsName(const Field& field);

}  // namespace ocop::conformance
