// One connection of a plain, blocking HTTP client, for tests; it can also send what no decent client would.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <utility>

#include "services/gateway/edge/http_message.h"

namespace ocop::gateway {

class HttpClient {
 public:
  explicit HttpClient(int port);
  ~HttpClient();

  using Fields = std::initializer_list<std::pair<std::string, std::string>>;

  // Sends a request and reads its answer.
  HttpResponse Call(const std::string& method, const std::string& target, Fields headers, const std::string& body);

  // Sends bytes as they are.
  void Send(const std::string& bytes);

  // Reads the next answer; status 0 when the server closed the connection instead. Skips what a server may say before
  // its answer, as every client must (RFC 9110, 15.2).
  HttpResponse Read();

  // Reads only the head of the next answer, which has no body: one to HEAD, or `100 Continue`.
  HttpResponse ReadHead();

  // Reads so many bytes as they are; fewer when the server closed the connection.
  std::string ReadBytes(size_t size);

  // Waits for the server to close the connection; false when it sends something first.
  bool AwaitClose();

  // Closes its sending side alone, as a client does that has said everything.
  void EndSending();

  // Closes the connection, as a client does that no longer wants its answer.
  void Close();

 private:
  struct Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace ocop::gateway
