#include "tests/reference/step.h"

#include "absl/strings/str_cat.h"
#include "google/protobuf/field_mask.pb.h"

namespace ocop::reference {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;

namespace {

const MethodDescriptor* FindMethod(const Descriptor* resource, const std::string& verb) {
  const google::protobuf::FileDescriptor* file = resource->file();
  for (int i = 0; i < file->service_count(); ++i) {
    const MethodDescriptor* method = file->service(i)->FindMethodByName(absl::StrCat(verb, resource->name()));
    if (method != nullptr) return method;
  }
  return nullptr;
}

std::shared_ptr<Message> New(const Descriptor* type) {
  return std::shared_ptr<Message>(MessageFactory::generated_factory()->GetPrototype(type)->New());
}

const FieldDescriptor* Field(const Message& message, const std::string& name) {
  return message.GetDescriptor()->FindFieldByName(name);
}

std::string NameOf(const Message& resource) {
  return resource.GetReflection()->GetString(resource, Field(resource, "name"));
}

void SetString(Message& message, const FieldDescriptor* field, const std::string& value) {
  message.GetReflection()->SetString(&message, field, value);
}

// The field of a request that takes the resource.
Message& ResourceIn(Message& request, const Descriptor* resource) {
  const Descriptor* type = request.GetDescriptor();
  int index = 0;
  while (type->field(index)->message_type() != resource) ++index;
  return *request.GetReflection()->MutableMessage(&request, type->field(index));
}

Step WithName(const Message& resource, const std::string& verb) {
  Step step;
  step.method = FindMethod(resource.GetDescriptor(), verb);
  step.request = New(step.method->input_type());
  SetString(*step.request, Field(*step.request, "name"), NameOf(resource));
  return step;
}

}  // namespace

std::string Step::Path() const {
  return absl::StrCat("/", method->service()->full_name(), "/", method->name());
}

Step Put(const Message& resource) {
  Step step;
  step.method = FindMethod(resource.GetDescriptor(), "Update");
  step.request = New(step.method->input_type());
  Message& request = *step.request;
  ResourceIn(request, resource.GetDescriptor()).CopyFrom(resource);
  auto* mask = request.GetReflection()->MutableMessage(&request, Field(request, "update_mask"));
  static_cast<google::protobuf::FieldMask*>(mask)->add_paths(std::string("*"));
  request.GetReflection()->SetBool(&request, Field(request, "allow_missing"), true);
  return step;
}

Step Create(const Message& resource) {
  Step step;
  step.method = FindMethod(resource.GetDescriptor(), "Create");
  step.request = New(step.method->input_type());
  Message& request = *step.request;
  const std::string name = NameOf(resource);
  const size_t id = name.rfind('/') + 1;
  SetString(request, Field(request, "parent"), name.substr(0, name.rfind('/', id - 2)));
  SetString(request, request.GetDescriptor()->FindFieldByNumber(2), name.substr(id));
  ResourceIn(request, resource.GetDescriptor()).CopyFrom(resource);
  return step;
}

Step Delete(const Message& resource) {
  return WithName(resource, "Delete");
}

Step Undelete(const Message& resource) {
  return WithName(resource, "Undelete");
}

bool IsSoftDeleted(const Message& resource) {
  return FindMethod(resource.GetDescriptor(), "Undelete") != nullptr;
}

absl::Status Apply(const Step& step, const testing::Services& services) {
  const std::string path = step.Path();
  const auto response = New(step.method->output_type());
  return services.client(services.NameOfPath(path))
      .CallAndWait(path, *step.request, *response, {.actor = "reference", .roles = "system,province_officer"});
}

}  // namespace ocop::reference
