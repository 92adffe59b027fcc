#include "services/gateway/backends.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor_database.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace ocop::gateway {

namespace {

bool AnswersWithOperations(const google::protobuf::ServiceDescriptor& service) {
  for (int i = 0; i < service.method_count(); ++i) {
    if (service.method(i)->output_type()->full_name() == "google.longrunning.Operation") return true;
  }
  return false;
}

}  // namespace

// The protos are linked whole, so that a service that is added to a package is passed on without a line here.
Backend BackendOfPackage(const std::string& name, std::shared_ptr<http2::Channel> channel) {
  using google::protobuf::DescriptorPool;
  Backend backend{name, {}, std::move(channel)};
  bool operations = false;
  std::vector<std::string> files;
  DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
  for (const std::string& file_name : files) {
    if (!absl::StartsWith(file_name, absl::StrCat("ocop/", name, "/v1/"))) continue;
    const auto* file = DescriptorPool::generated_pool()->FindFileByName(file_name);
    for (int i = 0; i < file->service_count(); ++i) {
      backend.services.push_back(file->service(i)->full_name());
      operations |= AnswersWithOperations(*file->service(i));
    }
  }
  // Who begins operations is asked for them.
  if (operations) backend.services.emplace_back("google.longrunning.Operations");
  return backend;
}

Backend BackendOfDataService(const std::string& name, std::shared_ptr<http2::Channel> channel,
                             std::shared_ptr<http2::Channel> streams) {
  Backend backend = BackendOfPackage(name, std::move(channel));
  backend.streams = std::move(streams);
  for (const char* service : {"ocop.journal.v1.JournalService", "ocop.journal.v1.WebhookService"}) {
    backend.services.emplace_back(service);
  }
  return backend;
}

}  // namespace ocop::gateway
