#include "services/ocopctl/messages.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/json/json.h"
#include "common/status/status.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/util/json_util.h"

namespace ocop::ocopctl {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

template <typename Predicate>
const MethodDescriptor* FindInFile(const FileDescriptor& file, Predicate wanted) {
  for (int s = 0; s < file.service_count(); ++s) {
    for (int m = 0; m < file.service(s)->method_count(); ++m) {
      const MethodDescriptor* method = file.service(s)->method(m);
      if (wanted(*method)) return method;
    }
  }
  return nullptr;
}

// The field of `request` that holds the resource of type `resource`, null when there is none.
const FieldDescriptor* ResourceField(const Descriptor& request, const Descriptor& resource) {
  for (int i = 0; i < request.field_count(); ++i) {
    if (request.field(i)->message_type() == &resource) return request.field(i);
  }
  return nullptr;
}

absl::StatusOr<Request> UpdateRequest(const MethodDescriptor& method, std::unique_ptr<Message> resource) {
  std::unique_ptr<Message> request = NewMessage(*method.input_type());
  const FieldDescriptor* field = ResourceField(*method.input_type(), *resource->GetDescriptor());
  const FieldDescriptor* allow_missing = method.input_type()->FindFieldByName("allow_missing");
  if (field == nullptr || allow_missing == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat(method.full_name(), " is not a standard update (AIP-134)"));
  }
  request->GetReflection()->SetAllocatedMessage(request.get(), resource.release(), field);
  request->GetReflection()->SetBool(request.get(), allow_missing, true);
  return Request{&method, std::move(request)};
}

}  // namespace

std::unique_ptr<Message> NewMessage(const Descriptor& type) {
  return std::unique_ptr<Message>(google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type)->New());
}

absl::StatusOr<std::unique_ptr<Message>> ParseAny(std::string_view json) {
  google::protobuf::Any any;
  OCOP_RETURN_IF_ERROR(ParseJson(json, any));
  std::string full_name;
  const Descriptor* type = nullptr;
  if (google::protobuf::Any::ParseAnyTypeUrl(any.type_url(), &full_name)) {
    type = DescriptorPool::generated_pool()->FindMessageTypeByName(full_name);
  }
  if (type == nullptr) return absl::InvalidArgumentError("the line names no known @type");
  std::unique_ptr<Message> message = NewMessage(*type);
  if (!any.UnpackTo(message.get())) return absl::InvalidArgumentError("the line cannot be read as its @type");
  return message;
}

std::string PrintAny(const Message& message) {
  const std::string json = json::Print(message).value_or("{}");
  const std::string type = absl::StrCat("{\"@type\":\"type.googleapis.com/", message.GetTypeName(), "\"");
  return json == "{}" ? type + "}" : absl::StrCat(type, ",", json.substr(1));
}

absl::Status ParseJson(std::string_view json, Message& message) {
  const absl::Status parsed = json::Parse(json, message);
  if (parsed.ok()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("not the JSON of a ", message.GetTypeName(), ": ", parsed.message()));
}

std::string PrintJson(const Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  std::string json;
  (void)google::protobuf::util::MessageToJsonString(message, &json, options);
  return json;
}

std::vector<std::string> NamesIn(const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  std::vector<std::string> names;
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_STRING || field->is_repeated()) continue;
    std::string text = message.GetReflection()->GetString(message, field);
    if (!absl::StrContains(text, '/')) continue;
    names.insert(field->name() == "name" ? names.begin() : names.end(), std::move(text));
  }
  return names;
}

absl::StatusOr<const MethodDescriptor*> FindMethod(std::string_view path) {
  std::string full_name(path.substr(path.starts_with('/') ? 1 : 0));
  if (const size_t slash = full_name.find('/'); slash != std::string::npos) full_name[slash] = '.';
  const MethodDescriptor* method = DescriptorPool::generated_pool()->FindMethodByName(full_name);
  if (method == nullptr) {
    return absl::NotFoundError(
        absl::StrCat("no method is named ", status::View(path), "; write /package.Service/Method"));
  }
  return method;
}

std::string PathOf(const MethodDescriptor& method) {
  return absl::StrCat("/", method.service()->full_name(), "/", method.name());
}

absl::StatusOr<Request> StoringRequest(std::unique_ptr<Message> message) {
  const Descriptor& type = *message->GetDescriptor();
  const MethodDescriptor* update =
      FindInFile(*type.file(), [&](const MethodDescriptor& method) { return method.name() == "Update" + type.name(); });
  if (update != nullptr) return UpdateRequest(*update, std::move(message));
  const MethodDescriptor* taker =
      FindInFile(*type.file(), [&](const MethodDescriptor& method) { return method.input_type() == &type; });
  if (taker != nullptr) return Request{taker, std::move(message)};
  return absl::InvalidArgumentError(absl::StrCat("no method stores a ", type.full_name()));
}

}  // namespace ocop::ocopctl
