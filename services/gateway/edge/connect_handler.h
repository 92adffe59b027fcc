// Answers HTTP requests: POST of a method's path calls the method over gRPC, GET of a link does so for a person,
// `GET /healthz` tells whether the gateway can work, `GET /` tells what to type.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/gateway/edge/connect_codec.h"
#include "services/gateway/edge/http_message.h"
#include "services/gateway/edge/method_table.h"

namespace ocop::gateway {

// What became of one request, for the log and the metrics.
struct RequestRecord {
  std::string method;  // path of a known method, `/healthz`, `/`, or `unknown`: never the caller's own text
  std::string code;    // Connect code: `ok`, `not_found`
  int http_status;
  absl::Duration duration;
  std::string request_id;
};

// A path that people follow, from a code on a label: GET of what begins with `prefix` calls `method`, with the path in
// the field `field` of its request, and is answered in JSON.
struct Link {
  std::string prefix;
  std::string method;
  std::string field;
};

class ConnectHandler {
 public:
  struct Options {
    CodecOptions codec;
    std::vector<Link> links = {};
    // Required. Names a request whose caller gave it no `X-Request-Id`, or one that is no printable text.
    std::function<std::string()> new_request_id;
    std::function<bool()> healthy = [] { return true; };
    std::function<void(const RequestRecord&)> observe = [](const RequestRecord&) {};
  };

  ConnectHandler(MethodTable methods, Options options);

  // An HttpHandler. The ConnectHandler must outlive every call.
  Abandon operator()(HttpRequest request, Respond respond) const;

 private:
  class Exchange;
  void Answer(HttpRequest request, const std::shared_ptr<Exchange>& exchange) const;

  const MethodTable methods_;
  const Options options_;
};

}  // namespace ocop::gateway
