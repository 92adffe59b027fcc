// An HTTP request and its response as plain values, so that everything above the sockets can be tested without one.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"

namespace ocop::gateway {

// Header fields in the order they came. Names compare without regard to case.
class Headers {
 public:
  void Add(std::string name, std::string value);

  // The value of a field; of one that stands on several lines, joined as a list (RFC 9110, 5.3). Empty when there is
  // none.
  std::string Get(std::string_view name) const;

  // On how many lines a field stands.
  size_t Lines(std::string_view name) const;

  const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

// Why a request could not be read.
struct Unreadable {
  int http_status;
  absl::Status error;
};

struct HttpRequest {
  std::string method;
  std::string target;
  Headers headers;
  std::string body;
  // Instead of `body`: the request is to be refused. What else is known of it is what came before the fault.
  std::optional<Unreadable> unreadable = std::nullopt;
};

// A body that is made while it is sent, for as long as its owner holds it.
class BodyStream {
 public:
  virtual ~BodyStream() = default;

  // Asks for the next piece: `take` is called once, on any thread, with it or with nothing at the end. Asked for one at
  // a time, when the one before has been sent: so a slow reader slows its writer, and nothing piles up.
  virtual void Next(std::function<void(std::optional<std::string>)> take) = 0;
};

struct HttpResponse {
  int status = 200;
  Headers headers;
  std::string body;
  std::shared_ptr<BodyStream> stream = nullptr;  // instead of `body`
};

// The value of the field Date (RFC 9110, 5.6.7), for an answer that is sent now.
std::string DateOfNow();

// Takes the answer to one request. Called exactly once, on any thread.
using Respond = std::function<void(HttpResponse)>;

// Gives a request up because nobody waits for it any more. Its answer must then come at once.
using Abandon = std::function<void()>;

// Answers one request, also one that could not be read, now or later; never blocks. The returned function may be empty,
// and may be called until the answer has come and, if it is a stream, has ended.
using HttpHandler = std::function<Abandon(HttpRequest, Respond)>;

}  // namespace ocop::gateway
