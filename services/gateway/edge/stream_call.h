// A gRPC call with one request, whose responses are read one at a time, when asked for.
#pragma once

#include <grpcpp/support/status.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/http2/stream.h"
#include "common/rpc/wire.h"

namespace ocop::gateway {

class StreamCall final : public http2::Receiver, public std::enable_shared_from_this<StreamCall> {
 public:
  // Takes the bytes of one message, or nothing when there are no more.
  using Take = std::function<void(std::optional<std::string>)>;

  // `started` is called once, when the leading metadata is there, or is known not to come. The deadline may lie in the
  // infinite future.
  static std::shared_ptr<StreamCall> Start(http2::Channel& backend, const std::string& path, http2::Fields metadata,
                                           absl::Time deadline, const std::string& message,
                                           std::function<void(StreamCall&)> started);

  // Asks for the next message. One at a time.
  void Next(Take take);

  // Cancels the call: nobody reads any more. What waits in Next is told the end.
  void Abandon();

  // Whether the call is over, and its status and trailing metadata known.
  bool ended();
  // To be read once started, ...
  const http2::Fields& leading() const { return leading_; }
  // ... and once ended.
  const http2::Fields& trailing() const { return trailing_; }
  const grpc::Status& status() const { return status_; }
  // False when the backend has certainly not looked at it.
  bool arrived() const { return arrived_; }

 private:
  explicit StreamCall(std::function<void(StreamCall&)> started) : started_(std::move(started)) {}

  void OnHead(http2::Fields head, bool last) override;
  void OnData(std::string_view bytes) override;
  void OnEnd(http2::Fields trailers) override;
  void OnGone(http2::End end, uint32_t code) override;

  void Finish(grpc::Status status);
  void Deliver();
  // When a message is asked for that is not there: not before, or many small ones would pile up as they are read.
  void TakeMore() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  std::function<void(StreamCall&)> started_;
  http2::Fields leading_;
  http2::Fields trailing_;
  grpc::Status status_;
  bool arrived_ = true;
  std::shared_ptr<http2::Stream> stream_;

  absl::Mutex mutex_;
  rpc::Frames frames_ ABSL_GUARDED_BY(mutex_){"", kAnySize};
  // Bytes that have come, and in whose place no others may come yet.
  size_t ahead_ ABSL_GUARDED_BY(mutex_) = 0;
  Take take_ ABSL_GUARDED_BY(mutex_);
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;

  static constexpr size_t kAnySize = size_t{1} << 32;
};

}  // namespace ocop::gateway
