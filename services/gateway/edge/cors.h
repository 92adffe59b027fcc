// Lets pages of other origins call the gateway from a browser (https://fetch.spec.whatwg.org/#http-cors-protocol).
#pragma once

#include <string>
#include <vector>

#include "services/gateway/edge/http_message.h"

namespace ocop::gateway {

// `https://dashboard.example.vn, https://other.example.vn`, or `*` for any.
std::vector<std::string> OriginsOf(const std::string& list);

// `handler`, with preflight requests answered and the answers marked for the origins that are allowed. Cookies are not:
// a caller says who it is in a header field. Without any origin allowed it is `handler`.
HttpHandler WithCors(std::vector<std::string> origins, HttpHandler handler);

}  // namespace ocop::gateway
