// What is served as it is, to whoever asks with GET: descriptions of the interface, and pages to read them with.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/gateway/edge/http_message.h"
#include "services/gateway/edge/method_table.h"

namespace ocop::gateway {

class Pages {
 public:
  void Add(std::string path, std::string content_type, std::string body);

  // Null when there is no such page.
  const HttpResponse* Find(std::string_view path) const;

 private:
  std::map<std::string, HttpResponse, std::less<>> pages_;
};

// What describes the interface: `/openapi.json`, `/descriptor-set`, `/service-config.json`, and `/reference` to read
// it.
//
// Errors: INTERNAL when this binary carries no description of its methods.
absl::StatusOr<Pages> PagesOf(const MethodTable& methods);

// The page as the answer to a request: packed for who takes gzip, without a body for who has it.
HttpResponse AnswerWith(const HttpResponse& page, const HttpRequest& request);

}  // namespace ocop::gateway
