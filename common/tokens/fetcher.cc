#include "common/tokens/fetcher.h"

#include <curl/curl.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "common/logging/logging.h"
#include "common/status/status.h"

namespace ocop::tokens {
namespace {

constexpr absl::Duration kFirstRetry = absl::Seconds(1);
constexpr absl::Duration kLongestRetry = absl::Minutes(1);
constexpr long kTimeoutMilliseconds = 10'000;  // NOLINT(google-runtime-int): libcurl's type
constexpr size_t kMostOfAnAnswer = 256 << 10;

// One of libcurl's; empty when there is none.
std::string PartOf(const std::string& uri, CURLUPart part) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), &curl_url_cleanup);
  char* text = nullptr;
  if (curl_url_set(url.get(), CURLUPART_URL, uri.c_str(), 0) != CURLUE_OK) return "";
  if (curl_url_get(url.get(), part, &text, 0) != CURLUE_OK) return "";
  std::string copy(text);
  curl_free(text);
  return copy;
}

bool IsOfThisMachine(const std::string& uri) {
  const std::string host = PartOf(uri, CURLUPART_HOST);
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

struct Body {
  static size_t Take(char* bytes, size_t size, size_t count, void* self) {
    auto& body = *static_cast<Body*>(self);
    if (body.text.size() + size * count > kMostOfAnAnswer) return 0;
    body.text.append(bytes, size * count);
    return size * count;
  }
  std::string text;
};

int GiveUp(void* stopping, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return *static_cast<const std::atomic<bool>*>(stopping) ? 1 : 0;
}

}  // namespace

absl::Status CheckIssuer(const std::string& uri) {
  const std::string scheme = PartOf(uri, CURLUPART_SCHEME);
  if (scheme == "https" || (scheme == "http" && IsOfThisMachine(uri))) return absl::OkStatus();
  return absl::InvalidArgumentError("must be an https URI, or an http URI of 127.0.0.1, [::1] or localhost");
}

Fetcher::Fetcher(Options options, std::shared_ptr<Keys> keys) : options_(std::move(options)), keys_(std::move(keys)) {
  static const CURLcode global = curl_global_init(CURL_GLOBAL_DEFAULT);
  (void)global;
  thread_ = std::thread([this] { Work(); });
}

Fetcher::~Fetcher() {
  stopping_ = true;
  keys_->Stop();
  thread_.join();
}

void Fetcher::Work() {
  absl::Duration retry = kFirstRetry;
  while (true) {
    const absl::Time began = absl::Now();
    const absl::Status taken = Take(Fetch(), began);
    if (stopping_) return;
    absl::Duration pause = options_.interval;
    if (taken.ok()) {
      retry = kFirstRetry;
    } else {
      logging::Warning("the keys of the tokens' issuer could not be fetched; those that are known stay in use",
                       {{"issuer", options_.issuer}, {"error", taken.message()}});
      pause = std::min(pause, std::exchange(retry, std::min(retry * 2, kLongestRetry)));
    }
    if (!keys_->Await(began, began + pause)) return;
  }
}

absl::Status Fetcher::Take(const absl::StatusOr<std::string>& text, absl::Time began) {
  if (!text.ok()) return text.status();
  if (*text == known_) {
    keys_->Confirm(began);
    return absl::OkStatus();
  }
  OCOP_ASSIGN_OR_RETURN(KeySet keys, KeySet::Parse(*text));
  logging::Info("keys of the tokens' issuer", {{"issuer", options_.issuer}, {"keys", static_cast<int>(keys.size())}});
  keys_->Set(std::make_shared<const KeySet>(std::move(keys)), began);
  known_ = *text;
  return absl::OkStatus();
}

absl::StatusOr<std::string> Fetcher::Fetch() const {
  OCOP_ASSIGN_OR_RETURN(const std::string text, Get(absl::StrCat(absl::StripSuffix(options_.issuer, "/"),
                                                                 "/.well-known/openid-configuration")));
  const auto document = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  const auto member = [&](const char* name) {
    const bool there = document.is_object() && document.contains(name) && document[name].is_string();
    return there ? document[name].get<std::string>() : "";
  };
  if (member("issuer") != options_.issuer) {
    return absl::InvalidArgumentError(
        "its document is of another issuer; see that the names are the same to the letter");
  }
  const std::string uri = member("jwks_uri");
  if (!CheckIssuer(uri).ok() || (IsOfThisMachine(uri) && !IsOfThisMachine(options_.issuer))) {
    return absl::InvalidArgumentError("its document names no jwks_uri with https");
  }
  return Get(uri);
}

absl::StatusOr<std::string> Fetcher::Get(const std::string& uri) const {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy(curl_easy_init(), &curl_easy_cleanup);
  Body body;
  char details[CURL_ERROR_SIZE] = "";
  curl_easy_setopt(easy.get(), CURLOPT_URL, uri.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_PROTOCOLS_STR, IsOfThisMachine(uri) ? "https,http" : "https");
  curl_easy_setopt(easy.get(), CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy.get(), CURLOPT_TIMEOUT_MS, kTimeoutMilliseconds);
  curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy.get(), CURLOPT_ERRORBUFFER, details);
  // Of the environment, which an office's network may need; not to reach this machine.
  if (IsOfThisMachine(uri)) curl_easy_setopt(easy.get(), CURLOPT_PROXY, "");
  if (!options_.ca_file.empty()) curl_easy_setopt(easy.get(), CURLOPT_CAINFO, options_.ca_file.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, &Body::Take);
  curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &body);
  curl_easy_setopt(easy.get(), CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy.get(), CURLOPT_XFERINFOFUNCTION, &GiveUp);
  curl_easy_setopt(easy.get(), CURLOPT_XFERINFODATA, &stopping_);
  const CURLcode code = curl_easy_perform(easy.get());
  long answered = 0;  // NOLINT(google-runtime-int): libcurl's type
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &answered);
  if (code == CURLE_OK && answered == 200) return std::move(body.text);
  return absl::UnavailableError(code == CURLE_OK
                                    ? absl::StrCat(uri, " answered ", answered)
                                    : absl::StrCat(uri, ": ", *details == '\0' ? curl_easy_strerror(code) : details));
}

}  // namespace ocop::tokens
