// One request and its response as two flows of bytes, with fields before and after each: what HTTP/2 calls a stream.
// Both ends look alike, so that a proxy is two streams that feed each other.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/time/time.h"

namespace ocop::http2 {

// Names are in lower case; a name may come more than once.
using Fields = std::vector<std::pair<std::string, std::string>>;

// The first value of a field; empty when there is none.
std::string_view Find(const Fields& fields, std::string_view name);

// What opens a stream.
struct Head {
  std::string method;
  std::string path;
  std::string authority;
  Fields fields;
  // There were more fields than are taken (ConnectionOptions::largest_fields), and some are missing.
  bool cut = false;
};

// What is sent at once. Any of its parts may be absent; in this order they go out.
struct Part {
  // Of a response, once and first: `:status` and what else there is.
  std::optional<Fields> head = std::nullopt;
  std::string data = {};
  // The last that is sent.
  std::optional<Fields> trailers = std::nullopt;
  // Nothing follows, not even trailers.
  bool last = false;
  // Receiver::OnSent is to tell when this has been handed to the socket.
  bool tell = false;
};

// Why a stream is over.
enum class End {
  // Both ends have said all they had to say.
  kComplete,
  // The other end gave it up, or the time was over; the code of HTTP/2 says more.
  kReset,
  // This end gave it up by Stream::Reset.
  kGivenUp,
  // This end gave it up at the time of Stream::SetDeadline.
  kDeadline,
  // The connection broke.
  kLost,
  // The other end has not looked at it.
  kRefused,
};

// Takes what comes. Called by one thread at a time, in the order of the wire.
class Receiver {
 public:
  virtual ~Receiver() = default;
  // The head of the response, at the end that asked. `last`: nothing follows.
  virtual void OnHead(Fields /*head*/, bool /*last*/) {}
  // Where a request is taken: with its head has come less than all of it. Most requests come whole, and need no timer.
  virtual void OnIncomplete() {}
  // Bytes, which the sender may replace by others once Stream::Consume tells that they are taken.
  virtual void OnData(std::string_view bytes) = 0;
  // The other end has sent all; `trailers` are empty when there are none.
  virtual void OnEnd(Fields trailers) = 0;
  // What was sent with Part::tell is on its way.
  virtual void OnSent() {}
  // The time of Stream::SetDeadline has come. The stream is given up, unless it has been ended here, which true says.
  virtual bool OnDeadline() { return false; }
  // The last call; `code`: of HTTP/2, for kReset.
  virtual void OnGone(End end, uint32_t code) = 0;
};

// The way to the other end. Thread safe: what one thread does stays in its order. After the stream's end nothing
// happens.
class Stream {
 public:
  virtual ~Stream() = default;
  virtual void Send(Part part) = 0;
  // Lets the other end send so many bytes more than the window that it began with.
  virtual void Consume(size_t bytes) = 0;
  // Gives the stream up, with a code of HTTP/2.
  virtual void Reset(uint32_t code) = 0;
  // Has the receiver told at that time, unless the stream is over by then; the infinite future takes that back.
  virtual void SetDeadline(absl::Time deadline) = 0;
};

// The codes that are used here (RFC 9113, 7).
inline constexpr uint32_t kNoError = 0;
inline constexpr uint32_t kRefusedStream = 7;
inline constexpr uint32_t kCancel = 8;
inline constexpr uint32_t kEnhanceYourCalm = 11;

// Takes a stream that the other end opens; without a receiver it is refused.
using Accept = std::function<std::shared_ptr<Receiver>(Head, const std::shared_ptr<Stream>&)>;
// The same by path.
using Table = std::unordered_map<std::string, Accept>;

// Where streams can be opened.
class Channel {
 public:
  virtual ~Channel() = default;
  // Thread safe. The stream may be used at once, also while the connection is being made; where none can be had, the
  // receiver is told kRefused.
  virtual std::shared_ptr<Stream> Open(Head head, std::shared_ptr<Receiver> receiver) = 0;
};

}  // namespace ocop::http2
