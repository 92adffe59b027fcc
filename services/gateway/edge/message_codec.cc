#include "services/gateway/edge/message_codec.h"

#include <google/protobuf/arena.h>
#include <google/protobuf/descriptor.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/compression/compression.h"
#include "common/json/json.h"
#include "common/status/status.h"
#include "services/gateway/answers/kept_answers.h"

namespace ocop::gateway {
namespace {

// 32 MiB at most.
constexpr size_t kRemembered = 256;

// Of protobuf's words that are told as a violation too: they quote the caller's names and values at any length.
constexpr size_t kLongestViolation = 1000;

// Where a text stops being JSON, in lines and characters from 1; none when it is JSON.
std::optional<status::Metadata> PlaceOfFault(const std::string& json) {
  using Json = nlohmann::json;
  size_t before = 0;
  try {
    const auto nothing_kept = Json::parse(json, [](int, Json::parse_event_t, Json&) { return false; });
    return std::nullopt;
  } catch (const Json::parse_error& error) {
    before = error.byte - 1;
  } catch (const Json::exception&) {
    return std::nullopt;  // a number out of range is JSON
  }
  const std::string_view read = std::string_view(json).substr(0, before);
  const std::string_view line = read.substr(read.rfind('\n') + 1);
  const auto begins_character = [](char c) { return (c & 0xC0) != 0x80; };
  return status::Metadata{{"line", absl::StrCat(1 + absl::c_count(read, '\n'))},
                          {"column", absl::StrCat(1 + absl::c_count_if(line, begins_character))}};
}

// The field and what is wrong with it in protobuf's words, `(fields[1].number): …`, `(fields[0]) nope: …` or `nope: …`;
// none when they name no field.
std::optional<std::pair<std::string, std::string>> FieldFault(absl::string_view words) {
  const size_t end = words.find(": ");
  if (end == absl::string_view::npos) return std::nullopt;
  const absl::string_view description = words.substr(end + 2);
  absl::string_view name = words.substr(0, end);
  std::string path;
  if (absl::ConsumePrefix(&name, "(")) {
    const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(name, absl::MaxSplits(')', 1));
    path = std::string(parts.first);
    name = parts.second;
    if (absl::ConsumePrefix(&name, " ")) path += '.';
  }
  absl::StrAppend(&path, name);
  if (path.empty() || words.size() > kLongestViolation) return std::nullopt;
  return std::pair(path, std::string(description));
}

// The same error in other words.
absl::Status WithMessage(const absl::Status& error, absl::string_view message) {
  absl::Status result(error.code(), message);
  error.ForEachPayload([&](absl::string_view type, const absl::Cord& payload) { result.SetPayload(type, payload); });
  return result;
}

absl::Status InvalidJson(const std::string& json, const std::string& type, absl::string_view words) {
  const std::string prefix = absl::StrCat("the body is not a JSON ", type, ": ");
  // Of a fault in the text protobuf quotes the place and points at it; not of one in a field.
  if (absl::EndsWith(words, "^")) {
    if (const auto place = PlaceOfFault(json)) {
      const std::string where = absl::StrCat("line ", place->at("line"), ", column ", place->at("column"), ": ");
      return status::WithReason(absl::InvalidArgumentError(absl::StrCat(prefix, where, words)), "INVALID_JSON", *place);
    }
  } else if (const auto fault = FieldFault(words)) {
    return status::WithReason(
        WithMessage(status::InvalidField(fault->first, fault->second), absl::StrCat(prefix, words)), "INVALID_JSON");
  }
  return status::WithReason(absl::InvalidArgumentError(absl::StrCat(prefix, words)), "INVALID_JSON");
}

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
    return InvalidJson(json, type.full_name(), binary.status().message());
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
    return status::WithReason(absl::InternalError(absl::StrCat("the answer is not a ", type.full_name())),
                              "MALFORMED_ANSWER", {{"type", type.full_name()}});
  });
}

std::string Pack(const std::string& plain) {
  return *Remembered("gzip", plain, [&plain]() -> absl::StatusOr<std::string> { return compression::Gzip(plain); });
}

absl::StatusOr<std::string> Unpack(std::string content, std::string_view coding, size_t limit) {
  if (coding.empty() || absl::EqualsIgnoreCase(status::View(coding), "identity")) return content;
  if (!absl::EqualsIgnoreCase(status::View(coding), "gzip")) {
    return status::WithReason(
        absl::UnimplementedError(absl::StrCat("the compression may be gzip or identity, not ", status::View(coding))),
        "UNKNOWN_CONTENT_ENCODING", {{"content_encoding", std::string(coding)}});
  }
  if (content.empty()) return content;
  absl::StatusOr<std::string> plain = compression::Gunzip(content, limit);
  if (absl::IsResourceExhausted(plain.status())) return status::WithReason(plain.status(), "BODY_TOO_LARGE");
  if (!plain.ok()) return status::WithReason(plain.status(), "INVALID_BODY");
  return plain;
}

}  // namespace ocop::gateway
