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
constexpr size_t kPiece = 64 << 10;

// A page as it is sent: who asks for many and reads none of them costs a piece each, not a page.
class PageBody final : public BodyStream {
 public:
  explicit PageBody(std::shared_ptr<const std::string> body) : body_(std::move(body)) {}

  void Next(std::function<void(std::optional<std::string>)> take) override {
    if (sent_ == body_->size()) return take(std::nullopt);
    std::string piece = body_->substr(sent_, kPiece);
    sent_ += piece.size();
    take(std::move(piece));
  }

 private:
  const std::shared_ptr<const std::string> body_;
  size_t sent_ = 0;
};

}  // namespace

void Pages::Add(std::string path, std::string content_type, std::string body) {
  HttpResponse head;
  // What a page loads and calls is here.
  if (absl::StartsWith(content_type, "text/html")) {
    head.headers.Add("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'");
  }
  head.headers.Add("Content-Type", std::move(content_type));
  HttpResponse packed = head;
  packed.headers.Add("Content-Encoding", "gzip");
  const auto form = [](HttpResponse made, std::string bytes) {
    MakeCacheable(kPageAge, EntityTag(bytes), &made);
    return Form{std::move(made), std::make_shared<const std::string>(std::move(bytes))};
  };
  std::string gzip = compression::Gzip(body);
  pages_.emplace(std::move(path),
                 Page{form(std::move(head), std::move(body)), form(std::move(packed), std::move(gzip))});
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
  const Form& form = packed ? found->second.packed : found->second.plain;
  HttpResponse response = form.head;
  if (NamesTag(headers.Get("If-None-Match"), response.headers.Get("ETag"))) {
    ToNotModified(&response);
  } else {
    response.headers.Add("Content-Length", absl::StrCat(form.body->size()));
    response.stream = std::make_shared<PageBody>(form.body);
  }
  return response;
}

}  // namespace ocop::gateway
