#include "common/webhook/rules.h"

#include <curl/curl.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/webhook/signature.h"

namespace ocop::webhook {
namespace {

constexpr absl::Duration kUsualOverlap = absl::Hours(24);
constexpr absl::Duration kLongestOverlap = absl::Hours(7 * 24);

// As libcurl reads it, which is what will post.
class Uri {
 public:
  explicit Uri(const std::string& text) : uri_(curl_url(), &curl_url_cleanup) {
    valid_ = curl_url_set(uri_.get(), CURLUPART_URL, text.c_str(), 0) == CURLUE_OK;
  }
  bool valid() const { return valid_; }
  // Empty when there is none.
  std::string Part(CURLUPart part) const {
    char* text = nullptr;
    if (curl_url_get(uri_.get(), part, &text, 0) != CURLUE_OK) return "";
    const std::unique_ptr<char, decltype(&curl_free)> holder(text, &curl_free);
    return text;
  }

 private:
  std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> uri_;
  bool valid_;
};

std::string ProblemOf(const std::string& text, const Sender::Options& sender) {
  const Uri uri(text);
  const std::string host = uri.Part(CURLUPART_HOST);
  if (!uri.valid() || host.empty()) return "is not an address on the web";
  if (uri.Part(CURLUPART_SCHEME) != "https" && !sender.allow_http) {
    return "must begin with https://; this service posts nothing in the clear";
  }
  if (!uri.Part(CURLUPART_USER).empty() || !uri.Part(CURLUPART_PASSWORD).empty()) {
    return "must have no user and password: the signature says who sends";
  }
  if (!uri.Part(CURLUPART_FRAGMENT).empty()) return "must have no fragment, which is never sent";
  if (!sender.addresses.AllowsText(host).value_or(true)) {
    return absl::StrCat(host, " is not a public address, and in no network that this service may post to");
  }
  return "";
}

}  // namespace

void CheckWebhook(const ocop::journal::v1::Webhook& webhook, const Sender::Options& sender,
                  const std::set<std::string>& types, status::Violations& violations) {
  // An empty one is refused by its proto.
  if (!webhook.uri().empty()) {
    if (std::string problem = ProblemOf(webhook.uri(), sender); !problem.empty()) {
      violations.Add("webhook.uri", std::move(problem));
    }
  }
  std::set<std::string> seen;
  for (int i = 0; i < webhook.types_size(); ++i) {
    const std::string path = absl::StrCat("webhook.types[", i, "]");
    if (!types.contains(webhook.types(i))) {
      violations.Add(
          path, absl::StrCat("\"", webhook.types(i), "\" is none of this service's: ", absl::StrJoin(types, ", ")));
    } else if (!seen.insert(webhook.types(i)).second) {
      violations.Add(path, "stands there twice");
    }
  }
}

void CheckSecret(const std::string& secret, status::Violations& violations) {
  if (!secret.empty() && !IsSecret(secret)) {
    violations.Add("secret", "must be whsec_ and the base64 of 24 to 64 bytes, such as openssl rand -base64 32 gives");
  }
}

void CheckStart(ocop::journal::v1::StartPoint point, const std::string& resume_token, status::Violations& violations) {
  if (point != ocop::journal::v1::START_POINT_UNSPECIFIED && !resume_token.empty()) {
    violations.Add("start_point", "stands beside resume_token: give one of the two");
  }
}

absl::Duration OverlapOf(const ocop::journal::v1::RotateWebhookSecretRequest& request, status::Violations& violations) {
  if (!request.has_overlap()) return kUsualOverlap;
  const absl::Duration overlap =
      absl::Seconds(request.overlap().seconds()) + absl::Nanoseconds(request.overlap().nanos());
  if (overlap < absl::ZeroDuration() || overlap > kLongestOverlap) {
    violations.Add("overlap", absl::StrCat("must be from 0 to ", absl::FormatDuration(kLongestOverlap)));
  }
  return overlap;
}

}  // namespace ocop::webhook
