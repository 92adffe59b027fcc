#include "common/rpc/wire.h"

#include <cstring>
#include <unordered_map>

#include "absl/base/internal/endian.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/compression/compression.h"
#include "common/status/grpc_status.h"
#include "common/status/status.h"

namespace ocop::rpc {
namespace {

constexpr size_t kFrameHead = 5;  // a flag, and the length in four bytes
constexpr char kPacked = 1;
constexpr int kLastCode = 16;

struct Unit {
  char letter;
  absl::Duration duration;
};
const Unit kUnits[] = {{'n', absl::Nanoseconds(1)}, {'u', absl::Microseconds(1)}, {'m', absl::Milliseconds(1)},
                       {'S', absl::Seconds(1)},     {'M', absl::Minutes(1)},      {'H', absl::Hours(1)}};
constexpr int64_t kMostUnits = 99'999'999;  // eight digits

// Percent and what is not printable ASCII, by their bytes.
std::string PercentEncoded(std::string_view text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    if (c >= ' ' && c <= '~' && c != '%') {
      result += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      result += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return result;
}

// What is no escape stands for itself.
std::string PercentDecoded(std::string_view text) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '%' && i + 2 < text.size() && absl::ascii_isxdigit(text[i + 1]) && absl::ascii_isxdigit(text[i + 2]);
    if (!escape) {
      result += text[i];
      continue;
    }
    result += absl::HexStringToBytes(absl::string_view(text.data() + i + 1, 2));
    i += 2;
  }
  return result;
}

// The answer of something that is no server of gRPC, by its HTTP status.
grpc::StatusCode WithoutStatus(std::string_view http_status) {
  static const std::unordered_map<std::string_view, grpc::StatusCode> kCodes = {
      {"400", grpc::StatusCode::INTERNAL},          {"401", grpc::StatusCode::UNAUTHENTICATED},
      {"403", grpc::StatusCode::PERMISSION_DENIED}, {"404", grpc::StatusCode::UNIMPLEMENTED},
      {"429", grpc::StatusCode::UNAVAILABLE},       {"502", grpc::StatusCode::UNAVAILABLE},
      {"503", grpc::StatusCode::UNAVAILABLE},       {"504", grpc::StatusCode::UNAVAILABLE}};
  const auto found = kCodes.find(http_status);
  return found == kCodes.end() ? grpc::StatusCode::UNKNOWN : found->second;
}

std::string FrameOfSize(size_t size) {
  std::string frame(kFrameHead + size, '\0');
  absl::big_endian::Store32(&frame[1], static_cast<uint32_t>(size));
  return frame;
}

}  // namespace

bool IsCall(const http2::Head& head) {
  const absl::string_view type = status::View(http2::Find(head.fields, "content-type"));
  return head.method == "POST" && absl::StartsWith(type, "application/grpc") &&
         !absl::StartsWith(type, "application/grpc-web");
}

http2::Fields AnswerHead() {
  return {{":status", "200"}, {"content-type", "application/grpc"}};
}

http2::Fields TrailersOf(const absl::Status& status) {
  return status.ok() ? http2::Fields{{"grpc-status", "0"}} : TrailersOf(status::ToGrpc(status));
}

http2::Fields TrailersOf(const grpc::Status& error) {
  http2::Fields fields = {{"grpc-status", std::to_string(error.error_code())}};
  if (!error.error_message().empty()) fields.emplace_back("grpc-message", PercentEncoded(error.error_message()));
  if (!error.error_details().empty()) {
    fields.emplace_back("grpc-status-details-bin", ToBase64(error.error_details()));
  }
  return fields;
}

http2::Part Refusal(const absl::Status& status) {
  http2::Part part{.head = AnswerHead(), .last = true};
  for (auto& field : TrailersOf(status)) part.head->push_back(std::move(field));
  // How else a message might be packed, for who packed it as nobody here can (PROTOCOL-HTTP2, "Requests").
  if (absl::IsUnimplemented(status)) part.head->emplace_back("grpc-accept-encoding", "identity,gzip");
  return part;
}

grpc::Status StatusIn(const http2::Fields& fields) {
  int code = 0;
  const std::string_view text = http2::Find(fields, "grpc-status");
  if (text.empty() || !absl::SimpleAtoi(status::View(text), &code)) {
    return {WithoutStatus(http2::Find(fields, ":status")), "the answer has no status"};
  }
  if (code == 0) return grpc::Status::OK;
  if (code < 0 || code > kLastCode) code = static_cast<int>(grpc::StatusCode::UNKNOWN);
  return {static_cast<grpc::StatusCode>(code), PercentDecoded(http2::Find(fields, "grpc-message")),
          FromBase64(http2::Find(fields, "grpc-status-details-bin"))};
}

absl::Status MalformedMessage(absl::string_view why) {
  return status::WithReason(absl::InvalidArgumentError(why), "MALFORMED_MESSAGE");
}

grpc::Status StatusOfLoss(http2::End end, uint32_t code) {
  switch (end) {
    case http2::End::kGivenUp:
      return {grpc::StatusCode::CANCELLED, "the call was given up"};
    case http2::End::kDeadline:
      return {grpc::StatusCode::DEADLINE_EXCEEDED, "no answer came in time"};
    case http2::End::kLost:
    case http2::End::kRefused:
      return {grpc::StatusCode::UNAVAILABLE, "the connection was lost"};
    case http2::End::kComplete:
    case http2::End::kReset:
      break;
  }
  if (code == http2::kCancel) return {grpc::StatusCode::CANCELLED, "the call was cancelled"};
  if (code == http2::kEnhanceYourCalm) return {grpc::StatusCode::RESOURCE_EXHAUSTED, "too much was asked"};
  return {grpc::StatusCode::INTERNAL, absl::StrCat("the stream was reset with code ", code)};
}

http2::Head HeadOf(const std::string& path, absl::Duration timeout, http2::Fields metadata) {
  http2::Head head{.method = "POST", .path = path, .fields = std::move(metadata)};
  head.fields.emplace_back("te", "trailers");
  head.fields.emplace_back("content-type", "application/grpc");
  if (timeout == absl::InfiniteDuration()) return head;
  timeout = std::max(timeout, absl::ZeroDuration());
  for (const Unit& unit : kUnits) {
    absl::Duration rest;
    const int64_t count = absl::IDivDuration(timeout, unit.duration, &rest);
    if (count > kMostUnits) continue;
    head.fields.emplace_back("grpc-timeout", absl::StrCat(count, std::string(1, unit.letter)));
    break;
  }
  return head;
}

absl::StatusOr<absl::Duration> TimeoutIn(const http2::Fields& fields) {
  const std::string_view text = http2::Find(fields, "grpc-timeout");
  if (text.empty()) return absl::InfiniteDuration();
  const std::string digits(text.substr(0, text.size() - 1));
  int64_t count = 0;
  if (digits.size() <= 8 && digits.find_first_not_of("0123456789") == std::string::npos &&
      absl::SimpleAtoi(digits, &count)) {
    for (const Unit& unit : kUnits) {
      if (unit.letter == text.back()) return count * unit.duration;
    }
  }
  return status::WithReason(
      absl::InvalidArgumentError("grpc-timeout must be a number of at most 8 digits and one of H M S m u n"),
      "INVALID_HEADER", {{"header", "grpc-timeout"}});
}

std::string Frame(std::string_view message) {
  std::string frame = FrameOfSize(message.size());
  std::memcpy(&frame[kFrameHead], message.data(), message.size());
  return frame;
}

std::string Frame(std::string_view first, const google::protobuf::Message& rest) {
  std::string frame = FrameOfSize(first.size() + rest.ByteSizeLong());
  std::memcpy(&frame[kFrameHead], first.data(), first.size());
  rest.SerializeWithCachedSizesToArray(reinterpret_cast<uint8_t*>(&frame[kFrameHead + first.size()]));
  return frame;
}

std::string Frame(const google::protobuf::Message& message) {
  return Frame({}, message);
}

std::string ToBase64(std::string_view bytes) {
  std::string text = absl::Base64Escape(status::View(bytes));
  text.erase(text.find_last_not_of('=') + 1);
  return text;
}

std::string FromBase64(std::string_view text) {
  std::string bytes;
  return absl::Base64Unescape(status::View(text), &bytes) ? bytes : "";
}

void Frames::Add(std::string_view bytes) {
  bytes_.erase(0, std::exchange(begin_, 0));
  bytes_ += bytes;
}

absl::StatusOr<bool> Frames::Next(std::string_view* message) {
  if (bytes_.size() - begin_ < kFrameHead) return false;
  const char flag = bytes_[begin_];
  const size_t size = absl::big_endian::Load32(&bytes_[begin_ + 1]);
  if (size > largest_) {
    return status::WithReason(
        absl::ResourceExhaustedError(absl::StrCat("the message has ", size, " bytes; at most ", largest_)),
        "MESSAGE_TOO_LARGE", {{"limit", absl::StrCat(largest_)}});
  }
  if (bytes_.size() - begin_ - kFrameHead < size) return false;
  *message = std::string_view(bytes_).substr(begin_ + kFrameHead, size);
  begin_ += kFrameHead + size;
  if (flag == 0) return true;
  if (flag != kPacked) return MalformedMessage("the flags of the message are unknown");
  OCOP_RETURN_IF_ERROR(Unpack(message));
  return true;
}

absl::Status Frames::Unpack(std::string_view* message) {
  if (encoding_ != "gzip") {
    return status::WithReason(
        absl::UnimplementedError(absl::StrCat("messages packed by \"", encoding_, "\" are not taken; gzip is")),
        "UNKNOWN_CONTENT_ENCODING", {{"accepted", "gzip"}});
  }
  absl::StatusOr<std::string> plain = compression::Gunzip(*message, largest_);
  if (absl::IsResourceExhausted(plain.status())) {
    return status::WithReason(plain.status(), "MESSAGE_TOO_LARGE", {{"limit", absl::StrCat(largest_)}});
  }
  if (!plain.ok()) return MalformedMessage("the message is not valid gzip");
  unpacked_ = *std::move(plain);
  *message = unpacked_;
  return absl::OkStatus();
}

}  // namespace ocop::rpc
