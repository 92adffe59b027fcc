// Answers HTTP requests: the path of a method calls it over gRPC, in the Connect protocol or gRPC-Web; GET of a link
// does so for a person; GET of a page gives the page; `GET /healthz` tells whether the gateway can work, `GET /` what
// to type.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "services/gateway/edge/connect_codec.h"
#include "services/gateway/edge/exchange.h"
#include "services/gateway/edge/http_message.h"
#include "services/gateway/edge/method_table.h"
#include "services/gateway/edge/pages.h"
#include "services/gateway/edge/stream_codec.h"

namespace ocop::gateway {

// A path that people follow, from a code on a label: GET of what begins with `prefix` calls `method`, with the path in
// the field `field` of its request, and is answered in JSON.
struct Link {
  std::string prefix;
  std::string method;
  std::string field;
};

class EdgeHandler {
 public:
  struct Options {
    CodecOptions codec;
    std::vector<Link> links = {};
    Pages pages = {};
    // Required. Names a request whose caller gave it no `X-Request-Id`, or one that is no printable text.
    std::function<std::string()> new_request_id;
    std::function<bool()> healthy = [] { return true; };
    Observe observe = [](const RequestRecord&) {};
  };

  EdgeHandler(MethodTable methods, Options options);

  // An HttpHandler. The EdgeHandler must outlive every call.
  Abandon operator()(HttpRequest request, Respond respond) const;

 private:
  using Shared = std::shared_ptr<Exchange>;
  // Each answers, at once or later.
  Abandon Answer(HttpRequest request, Shared exchange) const;
  Abandon Call(HttpRequest request, const Method& method, Shared exchange) const;
  Abandon CallInFrames(const HttpRequest& request, const StreamFormat& format, const Method& method,
                       Shared exchange) const;
  Abandon CallUnarily(HttpRequest request, const Method& method, Shared exchange) const;
  std::optional<HttpResponse> PageAt(const std::string& path, const Headers& headers) const;
  bool AnswerPage(const HttpRequest& request, Exchange& exchange) const;

  const MethodTable methods_;
  const Options options_;
};

}  // namespace ocop::gateway
