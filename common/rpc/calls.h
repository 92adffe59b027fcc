// What becomes of a call between the bytes of its stream and the function that answers it. The three kinds are told
// apart by what they bring and what they are answered with.
#pragma once

#include <google/protobuf/message.h>

#include <functional>
#include <memory>
#include <string>

#include "common/http2/stream.h"
#include "common/rpc/exchange.h"
#include "common/rpc/gate.h"
#include "common/rpc/stream.h"
#include "common/rpc/telemetry.h"
#include "common/rpc/upload.h"
#include "common/rpc/workers.h"
#include "common/tokens/verifier.h"

namespace ocop::rpc {

// All that the calls of one method have in common, so that a call looks nothing up. What it refers to outlives it.
struct CallKind {
  std::string path;
  const google::protobuf::Message& request_type;
  const google::protobuf::Message& response_type;
  const MethodTelemetry& telemetry;
  Gate& gate;
  // For the function of a method that takes long; null where it runs on the loop.
  Workers* workers = nullptr;
  // Null where callers are believed.
  const tokens::Verifier* verifier = nullptr;
};

// One request, one answer. `shortcut` may be empty.
http2::Accept AcceptUnary(const CallKind& kind, std::function<void(std::shared_ptr<Exchange>)> handler,
                          std::function<bool(std::shared_ptr<Exchange>)> shortcut);

// One request, a stream of answers.
http2::Accept AcceptStream(const CallKind& kind, std::function<void(std::shared_ptr<Stream>)> handler);

// A stream of requests, one answer.
http2::Accept AcceptUpload(const CallKind& kind, std::function<void(std::shared_ptr<Upload>)> handler);

}  // namespace ocop::rpc
