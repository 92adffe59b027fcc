#include "services/gateway/edge/pages.h"

#include "services/gateway/edge/compression.h"
#include "services/gateway/edge/conditional.h"

namespace ocop::gateway {

void Pages::Add(std::string path, std::string content_type, std::string body) {
  HttpResponse page{.body = std::move(body)};
  page.headers.Add("Content-Type", std::move(content_type));
  pages_.emplace(std::move(path), std::move(page));
}

const HttpResponse* Pages::Find(std::string_view path) const {
  const auto found = pages_.find(path);
  return found == pages_.end() ? nullptr : &found->second;
}

HttpResponse AnswerWith(const HttpResponse& page, const HttpRequest& request) {
  HttpResponse response = page;
  if (AcceptsGzip(request.headers.Get("Accept-Encoding"))) {
    response.body = Gzip(response.body);
    response.headers.Add("Content-Encoding", "gzip");
  }
  // They change with the binary; who keeps one asks again after some minutes.
  MakeConditional(request.headers.Get("If-None-Match"), "public, max-age=300", &response);
  return response;
}

}  // namespace ocop::gateway
