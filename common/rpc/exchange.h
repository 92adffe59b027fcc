// The answer that a call waits for. Given once, from any thread.
#pragma once

#include <memory>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "google/protobuf/message.h"

namespace ocop::rpc {

// One unary call under way: the call, its request and the way back. Both live until the answer is given and the last
// holder is gone; the bytes of the request until the answer is given. When every holder goes without having answered,
// the caller gets INTERNAL: no call is left hanging.
class Exchange {
 public:
  virtual ~Exchange() = default;
  virtual const Call& call() const = 0;
  virtual google::protobuf::Message& request() = 0;
  // The same as it was sent.
  virtual std::string_view request_bytes() = 0;
  // A new, empty response of the method's type. It lives as long as the call and request do, on their arena.
  virtual google::protobuf::Message* NewResponse() = 0;
  // The second answer and later ones are dropped.
  virtual void Answer(const absl::StatusOr<const google::protobuf::Message*>& response) = 0;
  // The same with the answer in two parts: one that is serialised already, and what it says more.
  virtual void AnswerSerialised(std::string_view part, const google::protobuf::Message& more) = 0;
  // True when the caller went away; work for it may stop.
  virtual bool cancelled() const = 0;
};

// The typed way back.
template <class Response>
class Reply {
 public:
  explicit Reply(std::shared_ptr<Exchange> exchange) : exchange_(std::move(exchange)) {}

  // For an answer of many small messages: they are made and dropped as one. Lives while this or a copy of it does.
  Response& NewResponse() const { return static_cast<Response&>(*exchange_->NewResponse()); }

  bool cancelled() const { return exchange_->cancelled(); }

  std::string_view request_bytes() const { return exchange_->request_bytes(); }

  void Serialised(std::string_view part, const Response& more) const { exchange_->AnswerSerialised(part, more); }

  void operator()(const absl::Status& status, const Response& response) const {
    if (status.ok()) {
      exchange_->Answer(&response);
    } else {
      exchange_->Answer(status);
    }
  }
  void operator()(const absl::StatusOr<Response>& response) const {
    if (response.ok()) {
      exchange_->Answer(&*response);
    } else {
      exchange_->Answer(response.status());
    }
  }

 private:
  std::shared_ptr<Exchange> exchange_;
};

}  // namespace ocop::rpc
