#include "common/rpc/reflection.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>

#include <memory>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/wire.h"
#include "common/status/status.h"
#include "grpc/reflection/v1/reflection.pb.h"

namespace ocop::rpc {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;
using grpc::reflection::v1::ServerReflectionRequest;
using grpc::reflection::v1::ServerReflectionResponse;

constexpr const char* kPaths[] = {"/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
                                  "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"};

void SetError(absl::StatusCode code, const std::string& message, ServerReflectionResponse& response) {
  response.mutable_error_response()->set_error_code(static_cast<int>(code));
  response.mutable_error_response()->set_error_message(message);
}

// The file and all that it needs, each once.
void AddFiles(const FileDescriptor& file, std::set<const FileDescriptor*>& added, ServerReflectionResponse& response) {
  if (!added.insert(&file).second) return;
  google::protobuf::FileDescriptorProto proto;
  file.CopyTo(&proto);
  response.mutable_file_descriptor_response()->add_file_descriptor_proto(proto.SerializeAsString());
  for (int i = 0; i < file.dependency_count(); ++i) AddFiles(*file.dependency(i), added, response);
}

void SetFile(const FileDescriptor* file, const std::string& asked, ServerReflectionResponse& response) {
  if (file == nullptr)
    return SetError(absl::StatusCode::kNotFound, absl::StrCat("nothing is known of ", asked), response);
  std::set<const FileDescriptor*> added;
  AddFiles(*file, added, response);
}

const FileDescriptor* FileOfExtension(const std::string& type, int number) {
  const DescriptorPool& pool = *DescriptorPool::generated_pool();
  const auto* message = pool.FindMessageTypeByName(type);
  const auto* extension = message == nullptr ? nullptr : pool.FindExtensionByNumber(message, number);
  return extension == nullptr ? nullptr : extension->file();
}

void SetExtensions(const std::string& type, ServerReflectionResponse& response) {
  const DescriptorPool& pool = *DescriptorPool::generated_pool();
  const auto* message = pool.FindMessageTypeByName(type);
  if (message == nullptr) return SetFile(nullptr, type, response);
  std::vector<const google::protobuf::FieldDescriptor*> extensions;
  pool.FindAllExtensions(message, &extensions);
  auto& numbers = *response.mutable_all_extension_numbers_response();
  numbers.set_base_type_name(type);
  for (const auto* extension : extensions) numbers.add_extension_number(extension->number());
}

ServerReflectionResponse AnswerTo(const ServerReflectionRequest& request, const std::vector<std::string>& services) {
  const DescriptorPool& pool = *DescriptorPool::generated_pool();
  ServerReflectionResponse response;
  response.set_valid_host(request.host());
  *response.mutable_original_request() = request;
  switch (request.message_request_case()) {
    case ServerReflectionRequest::kListServices:
      for (const std::string& name : services) response.mutable_list_services_response()->add_service()->set_name(name);
      break;
    case ServerReflectionRequest::kFileByFilename:
      SetFile(pool.FindFileByName(request.file_by_filename()), request.file_by_filename(), response);
      break;
    case ServerReflectionRequest::kFileContainingSymbol:
      SetFile(pool.FindFileContainingSymbol(request.file_containing_symbol()), request.file_containing_symbol(),
              response);
      break;
    case ServerReflectionRequest::kFileContainingExtension: {
      const auto& asked = request.file_containing_extension();
      SetFile(FileOfExtension(asked.containing_type(), asked.extension_number()), asked.ShortDebugString(), response);
      break;
    }
    case ServerReflectionRequest::kAllExtensionNumbersOfType:
      SetExtensions(request.all_extension_numbers_of_type(), response);
      break;
    case ServerReflectionRequest::MESSAGE_REQUEST_NOT_SET:
      SetError(absl::StatusCode::kInvalidArgument, "the request asks for nothing", response);
      break;
  }
  return response;
}

// Answers each request before the next may come.
class Reflection final : public http2::Receiver {
 public:
  Reflection(std::shared_ptr<const std::vector<std::string>> services, const http2::Fields& metadata,
             std::shared_ptr<http2::Stream> stream)
      : services_(std::move(services)),
        frames_(http2::Find(metadata, "grpc-encoding"), kLargestMessage),
        stream_(std::move(stream)) {}

  void OnData(std::string_view bytes) override {
    frames_.Add(bytes);
    ahead_ += bytes.size();
    AnswerNext();
  }

  void OnEnd(http2::Fields) override {
    ended_ = true;
    AnswerNext();
  }

  void OnSent() override {
    sending_ = false;
    AnswerNext();
  }

  void OnGone(http2::End, uint32_t) override { over_ = true; }

 private:
  void AnswerNext() {
    if (sending_ || over_) return;
    std::string_view bytes;
    const absl::StatusOr<bool> there = frames_.Next(&bytes);
    if (!there.ok()) return Finish(there.status());
    if (!*there) {
      if (ahead_ > 0) stream_->Consume(std::exchange(ahead_, 0));
      if (ended_) Finish(absl::OkStatus());
      return;
    }
    ServerReflectionRequest request;
    if (!request.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
      return Finish(MalformedMessage("the body is not a valid ServerReflectionRequest"));
    }
    sending_ = true;
    http2::Part part{.data = Frame(AnswerTo(request, *services_)), .tell = true};
    if (!std::exchange(begun_, true)) part.head = AnswerHead();
    stream_->Send(std::move(part));
  }

  void Finish(const absl::Status& status) {
    over_ = true;
    stream_->Send(begun_ ? http2::Part{.trailers = TrailersOf(status)} : Refusal(status));
  }

  const std::shared_ptr<const std::vector<std::string>> services_;
  Frames frames_;
  const std::shared_ptr<http2::Stream> stream_;
  size_t ahead_ = 0;
  bool begun_ = false;
  bool sending_ = false;
  bool ended_ = false;
  bool over_ = false;
};

}  // namespace

http2::Table ReflectionCalls(const std::vector<std::string>& services) {
  auto told = std::make_shared<std::vector<std::string>>(services);
  for (const char* name :
       {"grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"}) {
    told->push_back(name);
  }
  http2::Table calls;
  for (const char* path : kPaths) {
    calls[path] = [told](http2::Head head, const std::shared_ptr<http2::Stream>& stream) {
      return std::make_shared<Reflection>(told, head.fields, stream);
    };
  }
  return calls;
}

}  // namespace ocop::rpc
