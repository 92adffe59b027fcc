#include "services/gateway/edge/message_codec.h"

#include <google/protobuf/arena.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/type_resolver_util.h>

#include <memory>
#include <unordered_map>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "common/status/status.h"
#include "common/text/text.h"
#include "services/gateway/edge/compression.h"

namespace ocop::gateway {
namespace {

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

constexpr char kTypeUrls[] = "type.googleapis.com";

// What protobuf's JSON mapping asks about types, answered from memory: by itself it makes every answer anew from the
// descriptors, for every message that it turns, which is most of its work.
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

std::string TypeUrl(const google::protobuf::Message& prototype) {
  return absl::StrCat(kTypeUrls, "/", prototype.GetDescriptor()->full_name());
}

}  // namespace

absl::StatusOr<std::string> BinaryFromJson(const std::string& json, const google::protobuf::Message& prototype) {
  std::string binary;
  const auto parsed = google::protobuf::util::JsonToBinaryString(&Types(), TypeUrl(prototype), json, &binary);
  if (parsed.ok()) return binary;
  const std::string cause = Readable({parsed.message().data(), parsed.message().size()});
  return status::WithReason(absl::InvalidArgumentError(absl::StrCat(
                                "the body is not a JSON ", prototype.GetDescriptor()->full_name(), ": ", cause)),
                            "INVALID_JSON");
}

absl::StatusOr<std::string> JsonFromBinary(const std::string& bytes, const google::protobuf::Message& prototype) {
  // The mapping alone would take bytes that end in the middle for a shorter message.
  google::protobuf::Arena arena;
  std::string json;
  if (!prototype.New(&arena)->ParseFromString(bytes) ||
      !google::protobuf::util::BinaryToJsonString(&Types(), TypeUrl(prototype), bytes, &json).ok()) {
    return absl::InternalError(absl::StrCat("the answer is not a ", prototype.GetDescriptor()->full_name()));
  }
  return json;
}

absl::StatusOr<std::string> Unpack(std::string_view gzip, size_t limit) {
  absl::StatusOr<std::string> plain = Gunzip(gzip, limit);
  if (absl::IsResourceExhausted(plain.status())) return status::WithReason(plain.status(), "BODY_TOO_LARGE");
  if (!plain.ok()) return status::WithReason(plain.status(), "INVALID_BODY");
  return plain;
}

}  // namespace ocop::gateway
