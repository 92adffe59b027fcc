// One connection of the HTTP server. Includes Boost: for http_server.cc and http_session.cc only.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <functional>
#include <memory>
#include <optional>

#include "common/http2/socket.h"
#include "services/gateway/edge/http_message.h"
#include "services/gateway/edge/http_server.h"

namespace ocop::gateway {

// A connection stays with one of the server's threads.
using http2::Executor;
using http2::Socket;
using http2::Timer;
template <class T>
using Awaitable = boost::asio::awaitable<T, Executor>;
inline constexpr boost::asio::use_awaitable_t<Executor> kAwait;

// So much of a connection is read ahead. A header is held as a whole, and of a body in chunks the extensions of each
// and the trailer, for which Beast has no limit of its own.
inline constexpr size_t kMostReadAhead = 64 << 10;

class HttpSession : public std::enable_shared_from_this<HttpSession> {
 public:
  // The executor of `socket` must have one thread: it alone touches the session. While `draining`, a request is the
  // last on its connection. The references must outlive the session.
  HttpSession(Socket socket, const HttpServerOptions& options, const HttpHandler& handler,
              const std::atomic<bool>& draining);

  // Takes the connection of a client that speaks HTTP/2, with what has come of it.
  using TakeOver = std::function<void(Socket, std::string)>;

  // Serves the connection until either side closes it, or until it is taken over. Runs on the thread.
  Awaitable<void> Run(TakeOver take_over);

  // Closes the connection if no request is on it. From any thread, when draining has begun.
  void CloseIfIdle();

  // Closes the connection now and abandons its request. From any thread.
  void Abort();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  // By the first bytes; none when they don't come.
  Awaitable<std::optional<bool>> SpeaksHttp2();
  // Reads a request and answers it; says whether another may follow.
  Awaitable<bool> ServeOne();
  // A whole request, or one that could not be read; none when there is nobody to answer.
  Awaitable<std::optional<HttpRequest>> Read(Parser& parser);
  Awaitable<boost::system::error_code> ReadHeader(Parser& parser);
  Awaitable<boost::system::error_code> ReadBody(Parser& parser);
  Awaitable<HttpResponse> Answer(HttpRequest request, unsigned version);
  Awaitable<bool> Write(HttpResponse response, unsigned version, bool keep_alive, bool only_head);
  Awaitable<bool> WriteStream(HttpResponse response, unsigned version, bool keep_alive);
  Awaitable<std::optional<std::string>> NextPiece(BodyStream& stream);
  void EndRequest();
  void EndWatch();
  // Waits until `happened_` is cancelled, or expires.
  Awaitable<void> AwaitEvent();
  Awaitable<void> Close();

  // Whether nothing of a next request has come.
  bool NothingReceived();

  // What a look at the connection, which takes nothing from it, tells of the client.
  enum class Client { kThere, kSendsNoMore, kGone };
  Client Look();
  // Of a client that sends no more one can't tell whether it has left, or waits for its answer.
  void AbandonWhenGone(std::function<void()> sends_no_more);
  // Acts on a look of a client that is watched, and looks again as long as it is there.
  void Judge(Client client, std::function<void()> sends_no_more);
  void AbandonWhenReset();
  Awaitable<void> AskWhetherClientIsThere();

  const HttpServerOptions& options_;
  const HttpHandler& handler_;
  const std::atomic<bool>& draining_;
  boost::beast::basic_stream<boost::asio::ip::tcp, Executor> stream_;
  boost::beast::flat_buffer buffer_{kMostReadAhead};
  bool waiting_ = false;  // for a request's header

  // Of the request that the handler has.
  Abandon abandon_;
  bool watched_ = false;        // for the client's leaving
  bool sends_no_more_ = false;  // the client, which has yet to be asked whether it is there
  std::optional<HttpResponse> answer_;
  std::optional<std::optional<std::string>> piece_;  // of the answer's stream
  Timer happened_;                                   // cancelled when `answer_` or `piece_` comes
  Timer next_look_;
};

}  // namespace ocop::gateway
