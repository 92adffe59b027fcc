#include "common/pagination/pagination.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "common/status/status.h"

namespace ocop::pagination {
namespace {

// A token is, before base64: version, fingerprint, for each part of the key its length and bytes, checksum.
constexpr char kVersion = 1;
constexpr size_t kNumberLength = 8;
constexpr size_t kShortestToken = 1 + kNumberLength + kNumberLength;

// FNV-1a of 64 bits. absl::Hash will not do: it differs from process to process.
class Fnv {
 public:
  void Add(std::string_view bytes) {
    for (const unsigned char byte : bytes) hash_ = (hash_ ^ byte) * 0x100000001b3;
  }
  uint64_t hash() const { return hash_; }

 private:
  uint64_t hash_ = 0xcbf29ce484222325;
};

uint64_t Checksum(std::string_view bytes) {
  Fnv fnv;
  fnv.Add(bytes);
  return fnv.hash();
}

std::string NumberBytes(uint64_t number) {
  std::string bytes;
  for (size_t i = 0; i < kNumberLength; ++i) bytes += static_cast<char>(number >> (8 * i));
  return bytes;
}

// Takes a number off `bytes`, which holds at least its length.
uint64_t TakeNumber(std::string_view& bytes) {
  uint64_t number = 0;
  for (size_t i = 0; i < kNumberLength; ++i) number |= uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  bytes.remove_prefix(kNumberLength);
  return number;
}

std::optional<std::vector<std::string>> TakeParts(std::string_view bytes) {
  std::vector<std::string> parts;
  while (!bytes.empty()) {
    if (bytes.size() < kNumberLength) return std::nullopt;
    const uint64_t length = TakeNumber(bytes);
    if (bytes.size() < length) return std::nullopt;
    parts.emplace_back(bytes.substr(0, length));
    bytes.remove_prefix(length);
  }
  return parts;
}

// The bytes in `token` between version and checksum, if these are right.
std::optional<std::string> Unwrap(std::string_view token) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(status::View(token), &bytes) || bytes.size() < kShortestToken) return std::nullopt;
  std::string_view checksum = std::string_view(bytes).substr(bytes.size() - kNumberLength);
  const std::string_view body = std::string_view(bytes).substr(0, bytes.size() - kNumberLength);
  if (TakeNumber(checksum) != Checksum(body) || body.front() != kVersion) return std::nullopt;
  return std::string(body.substr(1));
}

absl::Status InvalidToken(const char* message) {
  return status::WithReason(absl::InvalidArgumentError(message), "INVALID_PAGE_TOKEN");
}

}  // namespace

absl::Status DamagedToken() {
  return InvalidToken("the page token is damaged; send it as the last response gave it");
}

int ClampPageSize(int32_t requested) {
  return requested <= 0 ? kDefaultPageSize : std::min<int>(requested, kMaxPageSize);
}

uint64_t Fingerprint(std::initializer_list<std::string_view> parts) {
  Fnv fnv;
  for (const std::string_view part : parts) {
    fnv.Add(NumberBytes(part.size()));  // So that {"a", "bc"} differs from {"ab", "c"}.
    fnv.Add(part);
  }
  return fnv.hash();
}

std::string Encode(uint64_t query_fingerprint, absl::Span<const std::string> last_key) {
  std::string bytes = kVersion + NumberBytes(query_fingerprint);
  for (const std::string& part : last_key) bytes += NumberBytes(part.size()) + part;
  bytes += NumberBytes(Checksum(bytes));
  return absl::WebSafeBase64Escape(bytes);
}

absl::StatusOr<std::vector<std::string>> Decode(std::string_view token, uint64_t query_fingerprint, size_t part_count) {
  if (token.empty()) return std::vector<std::string>();
  const std::optional<std::string> body = Unwrap(token);
  if (!body) return DamagedToken();
  std::string_view rest = *body;
  const uint64_t issued_for = TakeNumber(rest);
  std::optional<std::vector<std::string>> parts = TakeParts(rest);
  if (!parts) return DamagedToken();
  if (issued_for != query_fingerprint) {
    return InvalidToken("the page token belongs to another query; parent, filter and order must stay the same");
  }
  if (parts->size() != part_count) return DamagedToken();
  return *std::move(parts);
}

}  // namespace ocop::pagination
