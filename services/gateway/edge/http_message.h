// An HTTP request and its response as plain values, so that everything above the sockets can be tested without one.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ocop::gateway {

// Header fields in the order they came. Names compare without regard to case.
class Headers {
 public:
  void Add(std::string name, std::string value);

  // The first field of that name; empty when there is none.
  std::string_view Get(std::string_view name) const;

  const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

struct HttpRequest {
  std::string method;
  std::string target;
  Headers headers;
  std::string body;
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

// Takes the answer to one request. Called exactly once, on any thread.
using Respond = std::function<void(HttpResponse)>;

// Gives a request up because nobody waits for it any more. Its answer must then come at once.
using Abandon = std::function<void()>;

// Answers one request, now or later; never blocks. The returned function may be empty, and may be called until the
// answer has come and, if it is a stream, has ended.
using HttpHandler = std::function<Abandon(HttpRequest, Respond)>;

}  // namespace ocop::gateway
