#include "services/gateway/edge/pages.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/compression/compression.h"
#include "common/status/status.h"
#include "services/gateway/edge/api_description.h"
#include "services/gateway/edge/conditional.h"
#include "services/gateway/edge/embedded_pages.h"
#include "services/gateway/edge/openapi.h"

namespace ocop::gateway {
namespace {

// They change with the binary; who keeps one asks again after some minutes.
constexpr char kPageAge[] = "public, max-age=300";

}  // namespace

void Pages::Add(std::string path, std::string content_type, std::string body) {
  HttpResponse page{.body = std::move(body)};
  // What a page loads and calls is here.
  if (absl::StartsWith(content_type, "text/html")) {
    page.headers.Add("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'");
  }
  page.headers.Add("Content-Type", std::move(content_type));
  HttpResponse packed = page;
  packed.body = compression::Gzip(page.body);
  packed.headers.Add("Content-Encoding", "gzip");
  for (HttpResponse* form : {&page, &packed}) MakeCacheable(kPageAge, EntityTag(form->body), form);
  pages_.emplace(std::move(path), Page{std::move(page), std::move(packed)});
}

absl::StatusOr<Pages> PagesOf(const MethodTable& methods, const std::string& token_issuer) {
  OCOP_ASSIGN_OR_RETURN(const std::unique_ptr<ApiDescription> description, ApiDescription::Embedded());
  Pages pages;
  pages.Add("/openapi.json", "application/json", OpenApiOf(methods, *description, token_issuer));
  pages.Add("/service-config.json", "application/json", ServiceConfigOf(methods));
  pages.Add("/descriptor-set", "application/x-protobuf; messageType=\"google.protobuf.FileDescriptorSet\"",
            description->bytes());
  for (const auto& [name, content] : kPageFiles) {
    const std::string file(name);
    if (absl::EndsWith(file, ".html")) {
      pages.Add(absl::StrCat("/", file.substr(0, file.rfind('.'))), "text/html; charset=utf-8", std::string(content));
    } else {
      pages.Add(absl::StrCat("/", file), absl::EndsWith(file, ".css") ? "text/css" : "text/javascript",
                std::string(content));
    }
  }
  return pages;
}

std::optional<HttpResponse> Pages::Find(std::string_view path, const Headers& headers) const {
  const auto found = pages_.find(path);
  if (found == pages_.end()) return std::nullopt;
  const bool packed = compression::AcceptsGzip(headers.Get("Accept-Encoding"));
  HttpResponse response = packed ? found->second.packed : found->second.plain;
  if (NamesTag(headers.Get("If-None-Match"), response.headers.Get("ETag"))) ToNotModified(&response);
  return response;
}

}  // namespace ocop::gateway
