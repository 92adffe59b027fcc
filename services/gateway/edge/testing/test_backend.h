// A gRPC server with known answers, to stand behind the edge in tests. It speaks the suite's real protos.
//
// `ProductService/GetProduct` answers by the last part of the name:
//   plain    a product, with leading and trailing metadata
//   large    a product of 200,000 bytes
//   missing  NOT_FOUND with ErrorInfo and the text in two languages
//   broken   bytes that are no Product
//   held     nothing until ReleaseHeld or until the call is cancelled
// `JournalService/Watch` streams responses of 64 KiB: two for the token "two", one and then NOT_FOUND for "refused",
// one and then nothing until the call is cancelled for "quiet", and for any other as many as are taken. Every other
// method sends each message back, and the number of them as trailing metadata `x-count`.
#pragma once

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/server.h>

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/http2/loop.h"
#include "common/http2/stream.h"

namespace ocop::gateway {

inline constexpr char kGetProduct[] = "/ocop.registry.v1.ProductService/GetProduct";
inline constexpr char kWatch[] = "/ocop.journal.v1.JournalService/Watch";

class TestBackend final : private grpc::CallbackGenericService {
 public:
  // `most_streams`: so many calls at a time on one connection.
  explicit TestBackend(int most_streams = 1000);
  ~TestBackend() override;

  std::shared_ptr<http2::Channel> channel() const { return channel_; }
  // A channel with connections of its own.
  std::shared_ptr<http2::Channel> NewChannel() const;

  // Of the last call that came in.
  std::multimap<std::string, std::string> metadata() const;
  absl::Time deadline() const;

  void AwaitHeld() const;
  void ReleaseHeld();
  void AwaitHeldCancelled() const;

  int64_t watch_responses() const { return watch_responses_; }
  void AwaitWatchCancelled() const;

 private:
  class Call;
  class Product;
  class Watch;
  class Echo;

  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext* context) override;

  mutable absl::Mutex mutex_;
  std::multimap<std::string, std::string> metadata_ ABSL_GUARDED_BY(mutex_);
  absl::Time deadline_ ABSL_GUARDED_BY(mutex_);
  Product* held_ ABSL_GUARDED_BY(mutex_) = nullptr;
  bool held_cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  bool watch_cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  std::atomic<int64_t> watch_responses_ = 0;

  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
  std::shared_ptr<http2::Loops> loops_ = std::make_shared<http2::Loops>();
  std::shared_ptr<http2::Channel> channel_;
};

// A channel to where nobody listens.
std::shared_ptr<http2::Channel> NobodysChannel();

// Takes connections and closes each as soon as a call has come.
class Hangup {
 public:
  Hangup();
  ~Hangup();
  std::shared_ptr<http2::Channel> channel() const;

 private:
  void Serve() const;

  int listener_;
  std::thread thread_;
};

// The protobuf bytes of a message as gRPC carries them, and back.
template <class Message>
grpc::ByteBuffer ToBuffer(const Message& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return {&slice, 1};
}

template <class Message>
Message FromBuffer(grpc::ByteBuffer buffer) {
  grpc::Slice slice;
  Message message;
  if (buffer.DumpToSingleSlice(&slice).ok()) message.ParseFromArray(slice.begin(), static_cast<int>(slice.size()));
  return message;
}

}  // namespace ocop::gateway
