#include "services/gateway/edge/json_schema.h"

#include <limits>
#include <map>
#include <nlohmann/json.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/api/field_behavior.pb.h"
#include "google/api/resource.pb.h"
#include "ocop/options/v1/options.pb.h"
#include "services/gateway/edge/api_description.h"

namespace ocop::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using Json = nlohmann::ordered_json;

// Where `rules` names no limit (ocop/options/v1/options.proto).
constexpr int kLongestText = 1000;
constexpr int kMostItems = 1000;

// What protobuf writes in a form of its own.
const std::map<std::string, Json>& WellKnown() {
  static const auto& types = *new std::map<std::string, Json>{
      {"google.protobuf.Any",
       {{"type", "object"}, {"properties", {{"@type", {{"type", "string"}}}}}, {"required", {"@type"}}}},
      {"google.protobuf.Duration", {{"type", "string"}, {"pattern", "^-?[0-9]+(\\.[0-9]{1,9})?s$"}}},
      {"google.protobuf.Empty", {{"type", "object"}}},
      {"google.protobuf.FieldMask", {{"type", "string"}}},
      {"google.protobuf.Timestamp", {{"type", "string"}, {"format", "date-time"}}},
  };
  return types;
}

// A field with what its options say of it.
class Field {
 public:
  explicit Field(const FieldDescriptor& descriptor)
      : descriptor_(descriptor), rules_(descriptor.options().GetExtension(ocop::options::v1::rules)) {}

  bool Is(google::api::FieldBehavior behaviour) const {
    const auto& options = descriptor_.options();
    for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
      if (options.GetExtension(google::api::field_behavior, i) == behaviour) return true;
    }
    return false;
  }

  // Whether a caller sends it, so that it is checked.
  bool IsChecked() const {
    return descriptor_.options().ExtensionSize(google::api::field_behavior) > 0 && !Is(google::api::OUTPUT_ONLY);
  }

  // Whether it always stands in the JSON. A number or truth value at its default is left out of answers, so for those
  // REQUIRED says only that the caller has thought of it, unless the rules exclude 0.
  bool IsAlwaysThere() const {
    if (!Is(google::api::REQUIRED)) return false;
    switch (descriptor_.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
      case FieldDescriptor::CPPTYPE_ENUM:
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return descriptor_.type() != FieldDescriptor::TYPE_BYTES;
      default:
        return rules_.minimum() > 0 || rules_.maximum() < 0;
    }
  }

  // Whether it is the resource of an update, of which a caller sends what changes alone (AIP-134).
  bool IsPartial() const {
    const Descriptor* message = descriptor_.message_type();
    return message != nullptr && message->options().HasExtension(google::api::resource) &&
           descriptor_.containing_type()->FindFieldByName("update_mask") != nullptr;
  }

  Json Schema() const;

 private:
  Json ValueSchema() const;
  Json TextSchema() const;
  Json IntegerSchema() const;
  std::string Description() const;

  const FieldDescriptor& descriptor_;
  const ocop::options::v1::FieldRules& rules_;
};

Json Reference(const std::string& full_name) {
  return {{"$ref", SchemaReference(full_name)}};
}

// The name of the schema of a resource as an update has it.
std::string PartialOf(const Descriptor& resource) {
  return absl::StrCat(resource.full_name(), ".Partial");
}

Json Field::Schema() const {
  Json schema;
  if (descriptor_.is_map()) {
    const Field value(*descriptor_.message_type()->map_value());
    schema = {{"type", "object"}, {"additionalProperties", value.ValueSchema()}};
  } else if (descriptor_.is_repeated()) {
    schema = {{"type", "array"}, {"items", ValueSchema()}};
    if (IsChecked()) schema["maxItems"] = rules_.max_items() > 0 ? rules_.max_items() : kMostItems;
  } else {
    schema = ValueSchema();
  }
  if (std::string text = Description(); !text.empty()) schema["description"] = std::move(text);
  if (Is(google::api::OUTPUT_ONLY)) schema["readOnly"] = true;
  return schema;
}

Json Field::ValueSchema() const {
  switch (descriptor_.type()) {
    case FieldDescriptor::TYPE_MESSAGE:
      return Reference(IsPartial() ? PartialOf(*descriptor_.message_type()) : descriptor_.message_type()->full_name());
    case FieldDescriptor::TYPE_ENUM:
      return Reference(descriptor_.enum_type()->full_name());
    case FieldDescriptor::TYPE_STRING:
      return TextSchema();
    case FieldDescriptor::TYPE_BYTES:
      return {{"type", "string"}, {"contentEncoding", "base64"}};
    case FieldDescriptor::TYPE_BOOL:
      return {{"type", "boolean"}};
    case FieldDescriptor::TYPE_FLOAT:
    case FieldDescriptor::TYPE_DOUBLE:
      return {{"type", "number"}};
    default:
      return IntegerSchema();
  }
}

Json Field::TextSchema() const {
  Json schema = {{"type", "string"}};
  if (!IsChecked()) return schema;
  schema["maxLength"] = rules_.max_length() > 0 ? rules_.max_length() : kLongestText;
  // A rule's pattern is for what is set, and for all of it.
  if (!rules_.pattern().empty()) {
    schema["pattern"] = absl::StrCat("^(?:", rules_.pattern(), Is(google::api::REQUIRED) ? ")$" : ")?$");
  }
  return schema;
}

Json Field::IntegerSchema() const {
  const auto type = descriptor_.cpp_type();
  // 64 bits do not fit into what JSON's readers take numbers for: they are written as text, and their bounds stand in
  // the description.
  if (type == FieldDescriptor::CPPTYPE_INT64) return {{"type", "string"}, {"format", "int64"}};
  if (type == FieldDescriptor::CPPTYPE_UINT64) return {{"type", "string"}, {"format", "uint64"}};
  Json schema = {{"type", "integer"}, {"format", type == FieldDescriptor::CPPTYPE_UINT32 ? "uint32" : "int32"}};
  if (rules_.has_minimum()) schema["minimum"] = rules_.minimum();
  if (rules_.has_maximum()) schema["maximum"] = rules_.maximum();
  return schema;
}

std::string Field::Description() const {
  std::vector<std::string> parts;
  if (std::string comment = CommentOf(descriptor_); !comment.empty()) parts.push_back(std::move(comment));
  if (descriptor_.cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
    if (rules_.has_minimum()) parts.push_back(absl::StrCat("At least ", rules_.minimum(), "."));
    if (rules_.has_maximum()) parts.push_back(absl::StrCat("At most ", rules_.maximum(), "."));
  }
  if (rules_.not_future()) parts.emplace_back("Not after the current day in Việt Nam.");
  if (const auto* one = descriptor_.real_containing_oneof(); one != nullptr) {
    std::vector<std::string> names;
    for (int i = 0; i < one->field_count(); ++i) names.push_back(one->field(i)->json_name());
    parts.push_back(absl::StrCat("One of: ", absl::StrJoin(names, ", "), "."));
  }
  return absl::StrJoin(parts, "\n\n");
}

Json EnumSchema(const EnumDescriptor& type) {
  Json names = Json::array();
  std::string description = CommentOf(type);
  for (int i = 0; i < type.value_count(); ++i) {
    names.push_back(type.value(i)->name());
    absl::StrAppend(&description, "\n- `", type.value(i)->name(), "`: ", CommentOf(*type.value(i)));
  }
  return {{"type", "string"}, {"enum", names}, {"description", description}};
}

// Schemas by name, each made once.
class Schemas {
 public:
  void Add(const Descriptor& message) {
    if (const auto known = WellKnown().find(message.full_name()); known != WellKnown().end()) {
      schemas_.emplace(message.full_name(), known->second);
      return;
    }
    // Its place is taken first: messages may contain themselves.
    if (!message.options().map_entry() && !schemas_.emplace(message.full_name(), Json()).second) return;
    Json properties = Json::object();
    Json required = Json::array();
    for (int i = 0; i < message.field_count(); ++i) {
      const FieldDescriptor& descriptor = *message.field(i);
      const Field field(descriptor);
      properties[descriptor.json_name()] = field.Schema();
      if (field.IsAlwaysThere()) required.push_back(descriptor.json_name());
      if (descriptor.message_type() != nullptr) Add(*descriptor.message_type());
      if (field.IsPartial()) AddPartial(*descriptor.message_type());
      if (descriptor.enum_type() != nullptr) {
        schemas_.emplace(descriptor.enum_type()->full_name(), EnumSchema(*descriptor.enum_type()));
      }
    }
    if (message.options().map_entry()) return;
    Json schema = {{"type", "object"}};
    if (std::string comment = CommentOf(message); !comment.empty()) schema["description"] = std::move(comment);
    schema["properties"] = std::move(properties);
    if (!required.empty()) schema["required"] = std::move(required);
    schemas_[message.full_name()] = std::move(schema);
  }

  std::string Text() const { return Json(schemas_).dump(); }

 private:
  // The same as that of the resource, which is there, but that nothing must be there.
  void AddPartial(const Descriptor& resource) {
    Json schema = schemas_.at(resource.full_name());
    schema.erase("required");
    schemas_[PartialOf(resource)] = std::move(schema);
  }

  std::map<std::string, Json> schemas_;
};

}  // namespace

std::string SchemaReference(const std::string& full_name) {
  return absl::StrCat("#/components/schemas/", full_name);
}

std::string SchemasOf(const std::vector<const Descriptor*>& messages) {
  Schemas schemas;
  for (const Descriptor* message : messages) schemas.Add(*message);
  return schemas.Text();
}

}  // namespace ocop::gateway
