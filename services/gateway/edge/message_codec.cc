#include "services/gateway/edge/message_codec.h"

#include <google/protobuf/util/json_util.h>

#include <memory>

#include "absl/strings/str_cat.h"
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

}  // namespace

absl::StatusOr<std::string> BinaryFromJson(const std::string& json, const google::protobuf::Message& prototype) {
  const std::unique_ptr<google::protobuf::Message> message(prototype.New());
  const auto parsed = google::protobuf::util::JsonStringToMessage(json, message.get());
  if (parsed.ok()) return message->SerializeAsString();
  const std::string cause = Readable({parsed.message().data(), parsed.message().size()});
  return status::WithReason(absl::InvalidArgumentError(absl::StrCat(
                                "the body is not a JSON ", prototype.GetDescriptor()->full_name(), ": ", cause)),
                            "INVALID_JSON");
}

absl::StatusOr<std::string> JsonFromBinary(const std::string& bytes, const google::protobuf::Message& prototype) {
  const std::unique_ptr<google::protobuf::Message> message(prototype.New());
  std::string json;
  if (!message->ParseFromString(bytes) || !google::protobuf::util::MessageToJsonString(*message, &json).ok()) {
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
