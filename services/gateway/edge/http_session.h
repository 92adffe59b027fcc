// One connection of the HTTP server. Includes Boost: for http_server.cc and http_session.cc only.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <functional>
#include <memory>
#include <optional>

#include "services/gateway/edge/http_message.h"
#include "services/gateway/edge/http_server.h"

namespace ocop::gateway {

class HttpSession : public std::enable_shared_from_this<HttpSession> {
 public:
  // The executor of `socket` must be a strand: it alone touches the session. While `draining`, a request is the last on
  // its connection. The references must outlive the session.
  HttpSession(boost::asio::ip::tcp::socket socket, const HttpServerOptions& options, const HttpHandler& handler,
              const std::atomic<bool>& draining);

  // Serves the connection until either side closes it. Runs on the strand.
  boost::asio::awaitable<void> Run();

  // Closes the connection if no request is on it. From any thread, when draining has begun.
  void CloseIfIdle();

  // Closes the connection now and abandons its request. From any thread.
  void Abort();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  // Reads a request and answers it; says whether another may follow.
  boost::asio::awaitable<bool> ServeOne();
  // A whole request, or one that could not be read; none when there is nobody to answer.
  boost::asio::awaitable<std::optional<HttpRequest>> Read(Parser& parser);
  boost::asio::awaitable<boost::system::error_code> ReadHeader(Parser& parser);
  boost::asio::awaitable<boost::system::error_code> ReadBody(Parser& parser);
  boost::asio::awaitable<HttpResponse> Answer(HttpRequest request, unsigned version);
  boost::asio::awaitable<bool> Write(HttpResponse response, unsigned version, bool keep_alive, bool only_head);
  boost::asio::awaitable<bool> WriteStream(HttpResponse response, unsigned version, bool keep_alive);
  boost::asio::awaitable<std::optional<std::string>> NextPiece(BodyStream& stream);
  void EndRequest();
  void EndWatch();
  // Waits until `happened_` is cancelled, or expires.
  boost::asio::awaitable<void> AwaitEvent();
  boost::asio::awaitable<void> Close();

  // Whether nothing of a next request has come.
  bool NothingReceived();

  // What a look at the connection, which takes nothing from it, tells of the client.
  enum class Client { kThere, kSendsNoMore, kGone };
  Client Look();
  // Of a client that sends no more one can't tell whether it has left, or waits for its answer.
  void AbandonWhenGone(std::function<void()> sends_no_more);
  void AbandonWhenReset();
  boost::asio::awaitable<void> AskWhetherClientIsThere();

  const HttpServerOptions& options_;
  const HttpHandler& handler_;
  const std::atomic<bool>& draining_;
  boost::beast::tcp_stream stream_;
  boost::beast::flat_buffer buffer_;
  bool waiting_ = false;  // for a request's header

  // Of the request that the handler has.
  Abandon abandon_;
  bool watched_ = false;        // for the client's leaving
  bool sends_no_more_ = false;  // the client, which has yet to be asked whether it is there
  std::optional<HttpResponse> answer_;
  std::optional<std::optional<std::string>> piece_;  // of the answer's stream
  boost::asio::steady_timer happened_;               // cancelled when `answer_` or `piece_` comes
};

}  // namespace ocop::gateway
