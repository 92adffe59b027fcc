#include "services/gateway/edge/cors.h"

#include <memory>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "services/gateway/edge/call_fields.h"

namespace ocop::gateway {
namespace {

// How long a browser may remember the answer to a preflight, in seconds: as long as any does.
constexpr char kPreflightAge[] = "7200";

bool IsPreflight(const HttpRequest& request) {
  return request.method == "OPTIONS" && !request.unreadable &&
         !request.headers.Get("Access-Control-Request-Method").empty();
}

HttpResponse Preflight() {
  HttpResponse response{.status = 204};
  response.headers.Add("Access-Control-Allow-Methods", "GET, HEAD, POST");
  response.headers.Add("Access-Control-Allow-Headers", absl::StrJoin(RequestFieldNames(), ", "));
  response.headers.Add("Access-Control-Max-Age", kPreflightAge);
  return response;
}

// The value of Access-Control-Allow-Origin for a request; empty when its origin is not allowed.
std::string AllowedOrigin(const std::vector<std::string>& origins, const HttpRequest& request) {
  const std::string origin = request.headers.Get("Origin");
  if (origin.empty()) return {};
  if (absl::c_linear_search(origins, "*")) return "*";
  return absl::c_linear_search(origins, origin) ? origin : "";
}

void Allow(const std::string& origin, HttpResponse* response) {
  response->headers.Add("Vary", "Origin");
  if (origin.empty()) return;
  response->headers.Add("Access-Control-Allow-Origin", origin);
  response->headers.Add("Access-Control-Expose-Headers", "*");
}

}  // namespace

std::vector<std::string> OriginsOf(const std::string& list) {
  std::vector<std::string> origins;
  for (absl::string_view item : absl::StrSplit(list, ',')) {
    item = absl::StripAsciiWhitespace(item);
    if (!item.empty()) origins.emplace_back(item);
  }
  return origins;
}

HttpHandler WithCors(std::vector<std::string> origins, HttpHandler handler) {
  if (origins.empty()) return handler;
  return [origins = std::move(origins), handler = std::move(handler)](HttpRequest request, Respond respond) -> Abandon {
    const std::string origin = AllowedOrigin(origins, request);
    if (IsPreflight(request)) {
      HttpResponse response = origin.empty() ? HttpResponse{.status = 403} : Preflight();
      Allow(origin, &response);
      respond(std::move(response));
      return nullptr;
    }
    return handler(std::move(request), [origin, respond = std::move(respond)](HttpResponse response) {
      Allow(origin, &response);
      respond(std::move(response));
    });
  };
}

}  // namespace ocop::gateway
