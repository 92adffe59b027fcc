// One HTTP request on its way: from the moment it came until what became of it is recorded.
#pragma once

#include <grpcpp/support/status.h>

#include <functional>
#include <string>

#include "absl/time/time.h"
#include "services/gateway/edge/http_message.h"

namespace ocop::gateway {

// What became of one request, for the log and the metrics.
struct RequestRecord {
  std::string method;  // path of a known method or page, or `unknown`: never the caller's own text
  std::string code;    // Connect code: `ok`, `not_found`
  int http_status;
  absl::Duration duration;
  std::string request_id;
};

using Observe = std::function<void(const RequestRecord&)>;

class Exchange {
 public:
  // `observe` must outlive it.
  Exchange(const Observe& observe, std::string request_id, Respond respond);

  // The method or page that was asked for.
  void Name(std::string method) { name_ = std::move(method); }

  const std::string& request_id() const { return request_id_; }
  absl::Time start() const { return start_; }

  // Answers and records.
  void Finish(HttpResponse response, grpc::StatusCode code = grpc::StatusCode::OK);
  // Answers with an error of the Connect protocol.
  void Refuse(const grpc::Status& error, int http_status);

  // The two halves of Finish, for an answer that goes on after it has begun.
  void Begin(HttpResponse response);
  void Record(int http_status, grpc::StatusCode code) const;

 private:
  const Observe& observe_;
  const absl::Time start_;
  const std::string request_id_;
  const Respond respond_;
  std::string name_ = "unknown";
};

}  // namespace ocop::gateway
