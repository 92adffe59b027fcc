// What is served as it is, to whoever asks with GET: descriptions of the interface, and pages to read them with.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/gateway/edge/http_message.h"
#include "services/gateway/edge/method_table.h"

namespace ocop::gateway {

class Pages {
 public:
  void Add(std::string path, std::string content_type, std::string body);

  // The answer to a request: packed for who takes gzip, without a body for who has it. None when there is no such page.
  std::optional<HttpResponse> Find(std::string_view path, const Headers& headers) const;

 private:
  // One form of a page: its head and its bytes.
  struct Form {
    HttpResponse head;
    std::shared_ptr<const std::string> body;
  };
  // Both, made once.
  struct Page {
    Form plain;
    Form packed;
  };
  std::map<std::string, Page, std::less<>> pages_;
};

// What describes the interface: `/openapi.json`, `/descriptor-set`, `/service-config.json`, and `/reference` to read
// it. `token_issuer` as OpenApiOf has it.
//
// Errors: INTERNAL when this binary carries no description of its methods.
absl::StatusOr<Pages> PagesOf(const MethodTable& methods, const std::string& token_issuer = "");

}  // namespace ocop::gateway
