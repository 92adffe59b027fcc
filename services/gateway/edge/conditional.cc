#include "services/gateway/edge/conditional.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/crypto/sha256.h"
#include "common/status/status.h"

namespace ocop::gateway {

std::string EntityTag(std::string_view body) {
  constexpr size_t kDigits = 32;  // no two answers share them by chance
  return absl::StrCat("\"", crypto::Sha256Hex(body).substr(0, kDigits), "\"");
}

bool NamesTag(std::string_view if_none_match, std::string_view tag) {
  for (absl::string_view item : absl::StrSplit(status::View(if_none_match), ',')) {
    item = absl::StripAsciiWhitespace(item);
    if (item == "*") return true;
    absl::ConsumePrefix(&item, "W/");  // the comparison is the weak one
    if (item == status::View(tag)) return true;
  }
  return false;
}

void MakeCacheable(std::string_view cache_control, HttpResponse* response) {
  response->headers.Add("ETag", EntityTag(response->body));
  response->headers.Add("Cache-Control", std::string(cache_control));
  response->headers.Add("Vary", "Accept-Encoding");
}

void ToNotModified(HttpResponse* response) {
  response->status = 304;
  response->body.clear();
}

}  // namespace ocop::gateway
