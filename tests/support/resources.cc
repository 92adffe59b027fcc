#include "tests/support/resources.h"

#include <gtest/gtest.h>

#include <memory>

#include "absl/strings/str_cat.h"

namespace ocop::testing {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

// A resource stands in one file with the service that has it (AIP-191).
const MethodDescriptor* CreateMethodOf(const google::protobuf::Descriptor& type) {
  const MethodDescriptor* method = nullptr;
  for (int i = 0; method == nullptr && i < type.file()->service_count(); ++i) {
    method = type.file()->service(i)->FindMethodByName("Create" + type.name());
  }
  return method;
}

}  // namespace

void Create(const Services& services, const rpc::CallOptions& caller, const std::string& parent, const std::string& id,
            const Message& resource, Message& made) {
  const MethodDescriptor* const method = CreateMethodOf(*resource.GetDescriptor());
  ASSERT_NE(method, nullptr) << resource.GetDescriptor()->full_name();
  const std::string path = absl::StrCat("/", method->service()->full_name(), "/", method->name());
  const auto* type = method->input_type();
  const std::unique_ptr<Message> request(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  const auto* reflection = request->GetReflection();
  reflection->SetString(request.get(), type->FindFieldByNumber(1), parent);
  reflection->SetString(request.get(), type->FindFieldByNumber(2), id);
  reflection->MutableMessage(request.get(), type->FindFieldByNumber(3))->CopyFrom(resource);
  const absl::Status status = services.client(services.NameOfPath(path)).CallAndWait(path, *request, made, caller);
  EXPECT_TRUE(status.ok()) << status << "\n" << request->DebugString();
}

void AddLocality(const Services& services, const std::string& code, registry::v1::Locality::Kind kind,
                 const std::string& parent) {
  registry::v1::UpdateLocalityRequest request;
  request.set_allow_missing(true);
  registry::v1::Locality& locality = *request.mutable_locality();
  locality.set_name("provinces/82/localities/" + code);
  locality.set_code(code);
  locality.set_display_name(code);
  locality.set_full_name(code);
  locality.set_kind(kind);
  if (!parent.empty()) locality.set_parent_locality("provinces/82/localities/" + parent);
  const auto made = services.client("registry")
                        .Call<registry::v1::Locality>("/ocop.registry.v1.LocalityService/UpdateLocality", request);
  ASSERT_TRUE(made.ok()) << made.status();
}

}  // namespace ocop::testing
