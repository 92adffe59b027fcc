#include "common/json/json.h"

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/type_resolver_util.h>

#include <memory>
#include <unordered_map>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "common/text/text.h"

namespace ocop::json {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Message;

constexpr char kTypeUrls[] = "type.googleapis.com";

// `bytes` with U+FFFD for whatever is not UTF-8: protobuf quotes the place of an error by the byte, which may cut a
// character in two.
std::string Readable(std::string_view bytes) {
  std::string result;
  while (!bytes.empty()) {
    size_t length = 1;
    while (length <= 4 && !text::IsValidUtf8(bytes.substr(0, length))) ++length;
    const bool valid = length <= 4;
    result += valid ? bytes.substr(0, length) : "\uFFFD";
    bytes.remove_prefix(valid ? length : 1);
  }
  return result;
}

class RememberedTypes final : public google::protobuf::util::TypeResolver {
 public:
  RememberedTypes()
      : types_(google::protobuf::util::NewTypeResolverForDescriptorPool(
            kTypeUrls, google::protobuf::DescriptorPool::generated_pool())) {}

  google::protobuf::util::Status ResolveMessageType(const std::string& url, google::protobuf::Type* type) override {
    return Resolve(url, type, &messages_, [this, &url](google::protobuf::Type* found) {
      const auto status = types_->ResolveMessageType(url, found);
      // The options of fields have no part in the mapping, and are the most of a type.
      for (auto& field : *found->mutable_fields()) field.clear_options();
      return status;
    });
  }

  google::protobuf::util::Status ResolveEnumType(const std::string& url, google::protobuf::Enum* type) override {
    return Resolve(url, type, &enums_,
                   [this, &url](google::protobuf::Enum* found) { return types_->ResolveEnumType(url, found); });
  }

 private:
  template <class Type, class Find>
  google::protobuf::util::Status Resolve(const std::string& url, Type* type,
                                         std::unordered_map<std::string, Type>* remembered, const Find& find) {
    {
      absl::ReaderMutexLock lock(&mutex_);
      if (const auto known = remembered->find(url); known != remembered->end()) {
        *type = known->second;
        return {};
      }
    }
    const auto status = find(type);
    if (!status.ok()) return status;
    absl::MutexLock lock(&mutex_);
    remembered->emplace(url, *type);
    return {};
  }

  const std::unique_ptr<google::protobuf::util::TypeResolver> types_;
  absl::Mutex mutex_;
  std::unordered_map<std::string, google::protobuf::Type> messages_ ABSL_GUARDED_BY(mutex_);
  std::unordered_map<std::string, google::protobuf::Enum> enums_ ABSL_GUARDED_BY(mutex_);
};

RememberedTypes& Types() {
  static auto& types = *new RememberedTypes;
  return types;
}

std::string TypeUrl(const Descriptor& type) {
  return absl::StrCat(kTypeUrls, "/", type.full_name());
}

absl::Status Refusal(const google::protobuf::util::Status& status) {
  return absl::InvalidArgumentError(Readable({status.message().data(), status.message().size()}));
}

}  // namespace

absl::StatusOr<std::string> PrintBinary(const std::string& bytes, const Descriptor& type) {
  std::string json;
  const auto status = google::protobuf::util::BinaryToJsonString(&Types(), TypeUrl(type), bytes, &json);
  if (!status.ok()) return Refusal(status);
  return json;
}

absl::StatusOr<std::string> ParseToBinary(std::string_view json, const Descriptor& type, Unknown unknown) {
  std::string bytes;
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = unknown == Unknown::kSkipped;
  const auto status =
      google::protobuf::util::JsonToBinaryString(&Types(), TypeUrl(type), {json.data(), json.size()}, &bytes, options);
  if (!status.ok()) return Refusal(status);
  return bytes;
}

absl::StatusOr<std::string> Print(const Message& message) {
  return PrintBinary(message.SerializeAsString(), *message.GetDescriptor());
}

absl::Status Parse(std::string_view json, Message& message, Unknown unknown) {
  const absl::StatusOr<std::string> bytes = ParseToBinary(json, *message.GetDescriptor(), unknown);
  if (!bytes.ok()) return bytes.status();
  if (message.MergeFromString(*bytes)) return absl::OkStatus();
  return absl::InvalidArgumentError("has text that is not UTF-8");
}

}  // namespace ocop::json
