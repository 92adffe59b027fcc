// Calls methods of other processes by their path. No stub classes: messages and a path are all a call needs.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/call.h"
#include "common/rpc/exchange.h"
#include "google/protobuf/message.h"

namespace grpc {
class ByteBuffer;
class Channel;
}  // namespace grpc

namespace ocop::rpc {

struct CallOptions {
  absl::Duration timeout = absl::Seconds(30);
  // Sent as metadata when not empty.
  std::string request_id;
  std::string traceparent;
  // Who calls, and the roles, separated by commas: for servers that believe it.
  std::string actor;
  std::string roles;
  // `Bearer …`, which proves who calls: for servers that verify it.
  std::string authorization;
  // Sent as well: names in lower case, and values.
  std::vector<std::pair<std::string, std::string>> metadata;
};

// For what is asked of another server for the caller of `call`: in its name, with its proof where it brought one,
// within its trace, and from now on for no longer than it waits.
CallOptions OnBehalfOf(const Call& call);

// The next request of a stream, which lives until the next is asked for; nullptr after the last.
using NextRequest = std::function<const google::protobuf::Message*()>;

// A stream of responses under way.
class Subscription {
 public:
  virtual ~Subscription() = default;
  // Ends the stream; `finished` is still called.
  virtual void Cancel() = 0;
};

// Thread safe. Cheap to copy.
class Client {
 public:
  // `host:port`; connects when first used. The connection is this client's and its copies' alone: a server takes so
  // many streams on each and no more.
  explicit Client(const std::string& address);
  explicit Client(std::shared_ptr<grpc::Channel> channel);

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

  // Waits for the answer. Errors carry the details that the server sent.
  template <class Response>
  absl::StatusOr<Response> Call(const std::string& path, const google::protobuf::Message& request,
                                const CallOptions& options = {}) const {
    Response response;
    absl::Status status = CallAndWait(path, request, response, options);
    if (!status.ok()) return status;
    return response;
  }

  absl::Status CallAndWait(const std::string& path, const google::protobuf::Message& request,
                           google::protobuf::Message& response, const CallOptions& options = {}) const;

  // Calls `done` from a gRPC thread; `response` must live until then.
  void CallAsync(const std::string& path, const google::protobuf::Message& request, google::protobuf::Message& response,
                 const CallOptions& options, std::function<void(absl::Status)> done) const;

  // Opens a stream of responses: `received` for each, in order, from one thread at a time, then `finished` once.
  // The next response is asked for when `received` returns, so a slow receiver slows the server down. Of `options` the
  // timeout is left aside: a stream has no end of its own.
  std::shared_ptr<Subscription> Subscribe(const std::string& path, const google::protobuf::Message& request,
                                          const google::protobuf::Message& response_type,
                                          std::function<void(const google::protobuf::Message&)> received,
                                          std::function<void(absl::Status)> finished,
                                          const CallOptions& options = {}) const;

  // Sends requests as one stream until `next` gives none, each when the one before has left, and waits for the answer.
  // Ends early when the server answers early.
  absl::Status UploadAndWait(const std::string& path, const NextRequest& next, google::protobuf::Message& response,
                             const CallOptions& options = {}) const;
  absl::Status UploadAndWait(const std::string& path,
                             const std::vector<std::shared_ptr<const google::protobuf::Message>>& requests,
                             google::protobuf::Message& response, const CallOptions& options = {}) const;

  // Sends and receives bytes as they are; for tests of what malformed bodies get.
  absl::Status CallRaw(const std::string& path, const std::string& request, std::string& response,
                       const CallOptions& options = {}) const;

 private:
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace ocop::rpc
