#include "tests/conformance/methods.h"

#include <google/protobuf/descriptor_database.h>

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace ocop::conformance {

using google::protobuf::DescriptorPool;

std::vector<const MethodDescriptor*> AllMethods() {
  std::vector<std::string> files;
  DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
  std::sort(files.begin(), files.end());
  std::vector<const MethodDescriptor*> methods;
  for (const std::string& name : files) {
    if (!absl::StartsWith(name, "ocop/")) continue;
    const auto* file = DescriptorPool::generated_pool()->FindFileByName(name);
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) methods.push_back(file->service(i)->method(j));
    }
  }
  return methods;
}

std::string PathOf(const MethodDescriptor& method) {
  return absl::StrCat("/", method.service()->full_name(), "/", method.name());
}

bool Has(const google::protobuf::FieldDescriptor& field, google::api::FieldBehavior behaviour) {
  for (int i = 0; i < field.options().ExtensionSize(google::api::field_behavior); ++i) {
    if (field.options().GetExtension(google::api::field_behavior, i) == behaviour) return true;
  }
  return false;
}

bool RequiresAnything(const MethodDescriptor& method) {
  if (method.input_type()->real_oneof_decl_count() > 0) return true;
  for (int i = 0; i < method.input_type()->field_count(); ++i) {
    if (Has(*method.input_type()->field(i), google::api::REQUIRED)) return true;
  }
  return false;
}

bool IsChange(const MethodDescriptor& method) {
  for (const char* verb : {"Get", "List", "Watch", "Explain", "Verify", "Simulate", "Suggest", "Download", "LookUp",
                           "Search", "Find", "Check", "BatchGet", "Freeze"}) {
    if (absl::StartsWith(method.name(), verb)) return false;
  }
  return true;
}

}  // namespace ocop::conformance
