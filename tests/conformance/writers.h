// Clients that create and change products and recognitions through the gateway, without a pause, and remember what
// they were told.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "common/rpc/client.h"

namespace ocop::conformance {

// One change, as its caller knows it.
struct Write {
  // Schema whose journal must tell of it.
  std::string schema;
  std::string resource;
  // Empty for callers that sent none.
  std::string request_id;
  absl::Status answer;
};

class Writers {
 public:
  // Half of the clients name their requests (AIP-155) and send each again until it is answered; the others take what
  // comes. `gateway` is asked before each call, for a gateway that is started again has another address.
  Writers(int clients, std::function<rpc::Client()> gateway);
  ~Writers();

  // Returns once that many more writes have been acknowledged; false when that takes longer than a minute.
  bool AwaitMore(int acknowledged);
  // Ends all clients; then every write, in no order.
  std::vector<Write> End();

 private:
  void Work(int client);
  bool Pause();
  // Sends one change, again if `named`, and keeps what became of it.
  template <class Resource>
  void Send(const std::string& path, google::protobuf::Message& request, const std::string& resource, bool named);

  const std::function<rpc::Client()> gateway_;
  std::atomic<bool> ending_ = false;
  std::atomic<uint64_t> next_request_ = 0;
  absl::Mutex mutex_;
  std::vector<Write> writes_ ABSL_GUARDED_BY(mutex_);
  int acknowledged_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::thread> threads_;
};

}  // namespace ocop::conformance
