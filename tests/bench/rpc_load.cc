#include "tests/bench/rpc_load.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <nghttp2/nghttp2.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>
#include <unordered_map>

namespace ocop::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kReadAtOnce = 64 * 1024;
constexpr int32_t kWindow = 1 << 30;
// A gRPC message is framed by a flag and its length in four bytes.
constexpr size_t kFrameHeader = 5;

[[noreturn]] void Die(const std::string& what) {
  std::fprintf(stderr, "bench: %s: %s\n", what.c_str(), std::strerror(errno));
  std::exit(1);
}

int Connect(const LoadOptions& options) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(options.port));
  inet_pton(AF_INET, options.host.c_str(), &address.sin_addr);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) Die("cannot connect");
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  return fd;
}

std::string Framed(const std::string& message) {
  const auto size = static_cast<uint32_t>(message.size());
  std::string frame = {0, static_cast<char>(size >> 24), static_cast<char>(size >> 16), static_cast<char>(size >> 8),
                       static_cast<char>(size)};
  return frame + message;
}

// What all connections count together.
struct Progress {
  const LoadOptions& options;
  const std::function<std::string(int64_t)>& request;
  Clock::time_point count_from;
  int64_t begun = 0;
  bool stopping = false;
  LoadResult result;
};

struct PendingCall {
  std::string body;
  size_t sent = 0;
  Clock::time_point began;
  std::string response;
  std::string status;
  std::string message;
};

class Connection {
 public:
  Connection(Progress& progress, int calls) : progress_(progress), fd_(Connect(progress.options)) {
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, OnHeader);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, OnData);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, OnClose);
    nghttp2_session_client_new(&session_, callbacks, this);
    nghttp2_session_callbacks_del(callbacks);
    const nghttp2_settings_entry settings[] = {{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, kWindow}};
    nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, settings, 1);
    nghttp2_session_set_local_window_size(session_, NGHTTP2_FLAG_NONE, 0, kWindow);
    for (int i = 0; i < calls; ++i) Begin();
  }
  ~Connection() {
    nghttp2_session_del(session_);
    close(fd_);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  int fd() const { return fd_; }

  // Sends what has gathered.
  void Flush() {
    const uint8_t* data = nullptr;
    ssize_t size = 0;
    while ((size = nghttp2_session_mem_send(session_, &data)) > 0) {
      outgoing_.append(reinterpret_cast<const char*>(data), static_cast<size_t>(size));
    }
    for (size_t sent = 0; sent < outgoing_.size();) {
      const ssize_t written = send(fd_, outgoing_.data() + sent, outgoing_.size() - sent, MSG_NOSIGNAL);
      if (written < 0) Die("the server went away");
      sent += static_cast<size_t>(written);
    }
    outgoing_.clear();
  }

  // Takes what has come; answered calls are followed by new ones.
  void Receive() {
    uint8_t buffer[kReadAtOnce];
    const ssize_t size = recv(fd_, buffer, sizeof(buffer), 0);
    if (size <= 0) Die("the server went away");
    if (nghttp2_session_mem_recv(session_, buffer, static_cast<size_t>(size)) < 0) Die("not HTTP/2");
  }

 private:
  static Connection& Self(void* data) { return *static_cast<Connection*>(data); }

  static nghttp2_nv Header(std::string_view name, std::string_view value) {
    return {reinterpret_cast<uint8_t*>(const_cast<char*>(name.data())),
            reinterpret_cast<uint8_t*>(const_cast<char*>(value.data())), name.size(), value.size(),
            NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE};
  }

  void Begin() {
    auto call = std::make_unique<PendingCall>();
    const std::string request = progress_.request(progress_.begun++);
    call->body = progress_.options.json ? request : Framed(request);
    call->began = Clock::now();
    std::vector<nghttp2_nv> headers = {Header(":method", "POST"),     Header(":scheme", "http"),
                                       Header(":authority", "bench"), Header(":path", progress_.options.path),
                                       Header("te", "trailers"),      Header("grpc-timeout", "10S")};
    headers.push_back(Header("content-type", progress_.options.json ? "application/json" : "application/grpc"));
    for (const auto& [name, value] : progress_.options.metadata) headers.push_back(Header(name, value));
    nghttp2_data_provider body{};
    body.source.ptr = call.get();
    body.read_callback = ReadBody;
    const int32_t id = nghttp2_submit_request(session_, nullptr, headers.data(), headers.size(), &body, nullptr);
    if (id < 0) Die("no more streams on this connection");
    calls_.emplace(id, std::move(call));
  }

  static ssize_t ReadBody(nghttp2_session*, int32_t, uint8_t* buffer, size_t length, uint32_t* flags,
                          nghttp2_data_source* source, void*) {
    auto& call = *static_cast<PendingCall*>(source->ptr);
    const size_t size = std::min(length, call.body.size() - call.sent);
    std::memcpy(buffer, call.body.data() + call.sent, size);
    call.sent += size;
    if (call.sent == call.body.size()) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(size);
  }

  static int OnHeader(nghttp2_session*, const nghttp2_frame* frame, const uint8_t* name, size_t name_size,
                      const uint8_t* value, size_t value_size, uint8_t, void* data) {
    const std::string_view key(reinterpret_cast<const char*>(name), name_size);
    const bool json = Self(data).progress_.options.json;
    if (!key.starts_with("grpc-") && !(json && key == ":status")) return 0;
    PendingCall& call = *Self(data).calls_.at(frame->hd.stream_id);
    const std::string_view text(reinterpret_cast<const char*>(value), value_size);
    if (json) call.status = text == "200" ? "0" : text;
    if (key == "grpc-status") call.status = text;
    if (key == "grpc-message") call.message = text;
    return 0;
  }

  static int OnData(nghttp2_session*, uint8_t, int32_t stream, const uint8_t* bytes, size_t size, void* data) {
    Self(data).calls_.at(stream)->response.append(reinterpret_cast<const char*>(bytes), size);
    return 0;
  }

  static int OnClose(nghttp2_session*, int32_t stream, uint32_t, void* data) {
    Connection& self = Self(data);
    const auto call = self.calls_.find(stream);
    self.Count(*call->second);
    self.calls_.erase(call);
    if (!self.progress_.stopping) self.Begin();
    return 0;
  }

  void Count(PendingCall& call) {
    LoadResult& result = progress_.result;
    if (call.status != "0") {
      if (result.refused++ == 0) result.first_refusal = "grpc-status " + call.status + ": " + call.message;
      return;
    }
    const Clock::time_point now = Clock::now();
    if (progress_.stopping || now < progress_.count_from) return;
    ++result.answered;
    result.latencies_ms.push_back(std::chrono::duration<double, std::milli>(now - call.began).count());
    if (call.response.size() >= kFrameHeader) result.last_response = call.response.substr(kFrameHeader);
  }

  Progress& progress_;
  const int fd_;
  nghttp2_session* session_ = nullptr;
  std::string outgoing_;
  std::unordered_map<int32_t, std::unique_ptr<PendingCall>> calls_;
};

}  // namespace

double LoadResult::percentile(double share) const {
  if (latencies_ms.empty()) return 0;
  return latencies_ms[static_cast<size_t>(share * static_cast<double>(latencies_ms.size() - 1))];
}

LoadResult Load(const LoadOptions& options, const std::function<std::string(int64_t)>& request) {
  const auto seconds = [](double count) {
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(count));
  };
  Progress progress{options, request, Clock::now() + seconds(options.warm_up_seconds)};
  const Clock::time_point end = progress.count_from + seconds(options.seconds);
  std::vector<std::unique_ptr<Connection>> connections;
  std::vector<pollfd> polled;
  for (int i = 0; i < options.connections; ++i) {
    connections.push_back(std::make_unique<Connection>(progress, options.calls_in_flight / options.connections));
    polled.push_back({connections.back()->fd(), POLLIN, 0});
  }
  while (Clock::now() < end) {
    for (const auto& connection : connections) connection->Flush();
    if (poll(polled.data(), polled.size(), 1000) < 0) Die("poll");
    for (size_t i = 0; i < polled.size(); ++i) {
      if (polled[i].revents != 0) connections[i]->Receive();
    }
  }
  progress.stopping = true;
  LoadResult result = std::move(progress.result);
  result.seconds = options.seconds;
  std::sort(result.latencies_ms.begin(), result.latencies_ms.end());
  return result;
}

}  // namespace ocop::bench
