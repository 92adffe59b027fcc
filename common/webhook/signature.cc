#include "common/webhook/signature.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/crypto/hmac.h"
#include "common/status/status.h"

namespace ocop::webhook {
namespace {

constexpr std::string_view kPrefix = "whsec_";
constexpr size_t kNewKeyBytes = 32;
constexpr size_t kFewestKeyBytes = 24;
constexpr size_t kMostKeyBytes = 64;

// Empty when it is none.
std::string KeyOf(std::string_view secret) {
  std::string key;
  if (!secret.starts_with(kPrefix)) return "";
  if (!absl::Base64Unescape(status::View(secret.substr(kPrefix.size())), &key)) return "";
  return key;
}

}  // namespace

std::string NewSecret() {
  return absl::StrCat(status::View(kPrefix), absl::Base64Escape(crypto::RandomBytes(kNewKeyBytes)));
}

bool IsSecret(std::string_view text) {
  const size_t size = KeyOf(text).size();
  return size >= kFewestKeyBytes && size <= kMostKeyBytes;
}

std::string SignatureOf(const std::vector<std::string>& secrets, std::string_view id, absl::Time time,
                        std::string_view body) {
  const std::string content = absl::StrCat(status::View(id), ".", absl::ToUnixSeconds(time), ".", status::View(body));
  std::string signatures;
  for (const std::string& secret : secrets) {
    absl::StrAppend(&signatures, signatures.empty() ? "" : " ", "v1,",
                    absl::Base64Escape(crypto::HmacSha256(KeyOf(secret), content)));
  }
  return signatures;
}

}  // namespace ocop::webhook
