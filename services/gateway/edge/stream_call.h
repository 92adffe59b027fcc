// A gRPC call with one request and a stream of responses, which are read one at a time, when asked for.
#pragma once

#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>

#include <functional>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace ocop::gateway {

// Lives until the call has ended, whoever holds it.
class StreamCall final : public std::enable_shared_from_this<StreamCall>,
                         private grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  // Takes one message, or null when there are no more.
  using Take = std::function<void(grpc::ByteBuffer*)>;

  // `message`: the bytes of the request.
  explicit StreamCall(const std::string& message);

  // To be filled before Start; to be read for the leading metadata once started, for the trailing once ended.
  grpc::ClientContext& context() { return context_; }

  // `started` is called once, when the leading metadata is there, or is known not to come.
  void Start(const std::shared_ptr<grpc::GenericStub>& backend, const std::string& path, std::function<void()> started);

  // Asks for the next message. One at a time.
  void Next(Take take);

  // Cancels the call: nobody reads any more. What waits in Next is told the end.
  void Abandon();

  // Whether the call is over, and its status and trailing metadata known.
  bool ended();
  // How it ended.
  const grpc::Status& status() const { return status_; }

 private:
  void Read();

  void OnReadInitialMetadataDone(bool ok) override;
  void OnReadDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

  grpc::ClientContext context_;
  std::shared_ptr<grpc::GenericStub> backend_;
  std::function<void()> started_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer message_;
  grpc::Status status_;
  std::shared_ptr<StreamCall> self_;  // until OnDone

  absl::Mutex mutex_;
  Take take_ ABSL_GUARDED_BY(mutex_);
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool abandoned_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;  // no message comes any more
  bool done_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace ocop::gateway
