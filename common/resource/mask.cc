#include "common/resource/mask.h"

#include <google/protobuf/util/message_differencer.h>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "google/api/field_behavior.pb.h"

namespace ocop::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool Has(const FieldDescriptor& field, google::api::FieldBehavior behaviour) {
  for (int i = 0; i < field.options().ExtensionSize(google::api::field_behavior); ++i) {
    if (field.options().GetExtension(google::api::field_behavior, i) == behaviour) return true;
  }
  return false;
}

bool IsWritable(const FieldDescriptor& field) {
  return field.name() != "etag" && !Has(field, google::api::OUTPUT_ONLY) && !Has(field, google::api::IDENTIFIER);
}

bool IsSet(const Message& message, const FieldDescriptor& field) {
  if (field.is_repeated()) return message.GetReflection()->FieldSize(message, &field) > 0;
  return message.GetReflection()->HasField(message, &field);
}

// Makes the field in `to` what it is in `from`.
void Copy(const Message& from, const FieldDescriptor& field, Message& to) {
  to.GetReflection()->ClearField(&to, &field);
  std::unique_ptr<Message> only(from.New());
  only->CopyFrom(from);
  const auto* type = from.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    if (type->field(i) != &field) only->GetReflection()->ClearField(only.get(), type->field(i));
  }
  to.MergeFrom(*only);
}

bool Equal(const Message& a, const Message& b, const FieldDescriptor& field) {
  // Compared field by field, one that is unset would be one that is 0.
  if (field.has_presence() && IsSet(a, field) != IsSet(b, field)) return false;
  google::protobuf::util::MessageDifferencer differencer;
  return differencer.CompareWithFields(a, b, {&field}, {&field});
}

std::vector<const FieldDescriptor*> FieldsOf(const google::protobuf::FieldMask& mask, const Message& changes,
                                             const std::string& path, status::Violations& violations) {
  std::vector<const FieldDescriptor*> fields;
  const auto* type = changes.GetDescriptor();
  const bool all = mask.paths_size() == 1 && mask.paths(0) == "*";
  if (all || mask.paths_size() == 0) {
    for (int i = 0; i < type->field_count(); ++i) {
      const FieldDescriptor& field = *type->field(i);
      if (IsWritable(field) && (all || IsSet(changes, field))) fields.push_back(&field);
    }
    return fields;
  }
  for (const std::string& name : mask.paths()) {
    const FieldDescriptor* field = type->FindFieldByName(name);
    if (field == nullptr) {
      violations.Add("update_mask", absl::StrCat("\"", name, "\" is not a field of ", path));
    } else if (IsWritable(*field)) {
      fields.push_back(field);
    }
  }
  return fields;
}

}  // namespace

absl::Status ApplyMask(const google::protobuf::FieldMask& mask, const Message& changes, const std::string& path,
                       Message& resource) {
  status::Violations violations;
  for (const FieldDescriptor* field : FieldsOf(mask, changes, path, violations)) {
    if (Equal(changes, resource, *field)) continue;
    if (Has(*field, google::api::IMMUTABLE)) {
      violations.Add(absl::StrCat(path, ".", field->name()), "cannot be changed once it is set");
    } else {
      Copy(changes, *field, resource);
    }
  }
  return violations.ToStatus();
}

}  // namespace ocop::resource
