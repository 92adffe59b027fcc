// Loads one gRPC method in a closed loop: so many calls in flight, each answered one followed by the next.
//
// It speaks HTTP/2 through nghttp2, from one thread, because a load generator on the same two cores must not be what is
// measured: the gRPC client library needs about as much processor time for a call as the server does. h2load is as
// light, but sends one and the same body every time and counts refusals as successes.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace ocop::bench {

struct LoadOptions {
  std::string host = "127.0.0.1";
  int port = 0;
  // `/ocop.registry.v1.ProductService/GetProduct`.
  std::string path;
  // The requests are JSON, as the Connect protocol has it, and the port is that of HTTP.
  bool json = false;
  // Metadata of every call.
  std::vector<std::pair<std::string, std::string>> metadata;
  int connections = 4;
  int calls_in_flight = 64;
  // Calls before this are answered but not counted.
  double warm_up_seconds = 1;
  double seconds = 5;
};

struct LoadResult {
  int64_t answered = 0;
  // Calls with a grpc-status other than 0, with the status and message of the first.
  int64_t refused = 0;
  std::string first_refusal;
  double seconds = 0;
  // Of every counted call, sorted.
  std::vector<double> latencies_ms;
  // The message that came last.
  std::string last_response;

  double rate() const { return static_cast<double>(answered) / seconds; }
  // `percentile(0.99)`.
  double percentile(double share) const;
};

// `request(n)` is the serialised message of the n-th call. Ends the process when the server cannot be reached or goes.
LoadResult Load(const LoadOptions& options, const std::function<std::string(int64_t)>& request);

}  // namespace ocop::bench
