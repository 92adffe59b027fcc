#include "common/rpc/service.h"

#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "common/rpc/calls.h"
#include "common/rpc/telemetry.h"

namespace ocop::rpc {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

[[noreturn]] void Die(const std::string& belief) {
  std::fprintf(stderr, "%s\n", belief.c_str());
  std::abort();
}

const Message& Prototype(const google::protobuf::Descriptor* type) {
  return *google::protobuf::MessageFactory::generated_factory()->GetPrototype(type);
}

}  // namespace

Service::Service(const std::string& full_name)
    : descriptor_(*[&full_name] {
        const auto* found = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(full_name);
        if (found == nullptr) Die(absl::StrCat("no proto of this process has the service ", full_name));
        return found;
      }()) {}

const MethodDescriptor* Service::Method(std::string_view name) const {
  const MethodDescriptor* method = descriptor_.FindMethodByName(std::string(name));
  if (method == nullptr) Die(absl::StrCat(descriptor_.full_name(), " has no method ", std::string(name)));
  return method;
}

void Service::CheckTypes(std::string_view method, const google::protobuf::Descriptor* request,
                         const google::protobuf::Descriptor* response) const {
  const MethodDescriptor* descriptor = Method(method);
  if (descriptor->input_type() != request || descriptor->output_type() != response) {
    Die(absl::StrCat(descriptor->full_name(), " is bound to a function of other types"));
  }
}

void Service::BindHandler(std::string_view method, Handler handler) {
  handlers_[Method(method)] = std::move(handler);
}

void Service::BindShortcut(std::string_view method, Shortcut shortcut) {
  shortcuts_[Method(method)] = std::move(shortcut);
}

void Service::BindStream(std::string_view method, StreamHandler handler) {
  stream_handlers_[Method(method)] = std::move(handler);
}

void Service::BindUpload(std::string_view method, UploadHandler handler) {
  upload_handlers_[Method(method)] = std::move(handler);
}

http2::Table Service::Build(Telemetry& telemetry, Gate& gate, Workers* workers, const tokens::Verifier* verifier) && {
  http2::Table calls;
  for (int i = 0; i < descriptor_.method_count(); ++i) {
    const MethodDescriptor* method = descriptor_.method(i);
    const std::string path = absl::StrCat("/", descriptor_.full_name(), "/", method->name());
    const CallKind kind{path,
                        Prototype(method->input_type()),
                        Prototype(method->output_type()),
                        telemetry.ForMethod(path),
                        gate,
                        long_.contains(method) ? workers : nullptr,
                        verifier};
    http2::Accept& accept = calls[path];
    if (const auto upload = upload_handlers_.find(method); upload != upload_handlers_.end()) {
      accept = AcceptUpload(kind, std::move(upload->second));
    } else if (const auto stream = stream_handlers_.find(method); stream != stream_handlers_.end()) {
      accept = AcceptStream(kind, std::move(stream->second));
    } else if (const auto unary = handlers_.find(method); unary != handlers_.end()) {
      accept = AcceptUnary(kind, std::move(unary->second), std::move(shortcuts_[method]));
    } else {
      Die(absl::StrCat("nothing is bound to ", method->full_name()));
    }
  }
  return calls;
}

}  // namespace ocop::rpc
