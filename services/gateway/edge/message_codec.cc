#include "services/gateway/edge/message_codec.h"

#include <google/protobuf/arena.h>
#include <google/protobuf/descriptor.h>

#include "absl/strings/str_cat.h"
#include "common/json/json.h"
#include "common/status/status.h"
#include "services/gateway/answers/kept_answers.h"
#include "services/gateway/edge/compression.h"

namespace ocop::gateway {
namespace {

// 32 MiB at most.
constexpr size_t kRemembered = 256;

// What `make` makes of the text; `what` tells one making from another.
template <class Make>
absl::StatusOr<std::string> Remembered(std::string_view what, const std::string& text, const Make& make) {
  static auto& answers = *new KeptAnswers(kRemembered);
  if (text.size() > KeptAnswers::kLargest) return make();
  const std::string question = absl::StrCat(status::View(what), " ", text);
  if (const auto answer = answers.Find(question)) return answer->bytes;
  absl::StatusOr<std::string> made = make();
  if (made.ok() && answers.AskedBefore(question)) answers.Keep(question, {.bytes = *made});
  return made;
}

}  // namespace

absl::StatusOr<std::string> BinaryFromJson(const std::string& json, const google::protobuf::Message& prototype) {
  const google::protobuf::Descriptor& type = *prototype.GetDescriptor();
  return Remembered(absl::StrCat("binary of ", type.full_name()), json, [&]() -> absl::StatusOr<std::string> {
    absl::StatusOr<std::string> binary = json::ParseToBinary(json, type);
    if (binary.ok()) return binary;
    return status::WithReason(absl::InvalidArgumentError(absl::StrCat("the body is not a JSON ", type.full_name(), ": ",
                                                                      binary.status().message())),
                              "INVALID_JSON");
  });
}

absl::StatusOr<std::string> JsonFromBinary(const std::string& bytes, const google::protobuf::Message& prototype) {
  const google::protobuf::Descriptor& type = *prototype.GetDescriptor();
  return Remembered(absl::StrCat("JSON of ", type.full_name()), bytes, [&]() -> absl::StatusOr<std::string> {
    // The mapping alone would take bytes that end in the middle for a shorter message.
    google::protobuf::Arena arena;
    if (prototype.New(&arena)->ParseFromString(bytes)) {
      absl::StatusOr<std::string> json = json::PrintBinary(bytes, type);
      if (json.ok()) return json;
    }
    return absl::InternalError(absl::StrCat("the answer is not a ", type.full_name()));
  });
}

std::string Pack(const std::string& plain) {
  return *Remembered("gzip", plain, [&plain]() -> absl::StatusOr<std::string> { return Gzip(plain); });
}

absl::StatusOr<std::string> Unpack(std::string_view gzip, size_t limit) {
  absl::StatusOr<std::string> plain = Gunzip(gzip, limit);
  if (absl::IsResourceExhausted(plain.status())) return status::WithReason(plain.status(), "BODY_TOO_LARGE");
  if (!plain.ok()) return status::WithReason(plain.status(), "INVALID_BODY");
  return plain;
}

}  // namespace ocop::gateway
