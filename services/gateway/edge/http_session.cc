#include "services/gateway/edge/http_session.h"

#include <poll.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/http2/address.h"
#include "common/status/status.h"

namespace ocop::gateway {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;

// Most answers come sooner than it is worth watching for whether the client is still there.
constexpr auto kSoon = std::chrono::milliseconds(5);
// How often it is looked whether a client is there that has sent what is not read yet.
constexpr auto kNextLook = std::chrono::seconds(1);
// What a client begins with that speaks HTTP/2 without asking first (RFC 9113, 3.4).
constexpr std::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
// No method of HTTP/1.1 begins so.
constexpr std::string_view kMethodOfPreface = "PRI ";
// How long a closed connection is still read, so that a client that is sending sees the answer and not a reset.
constexpr auto kLinger = std::chrono::seconds(2);

std::string ToString(beast::string_view text) {
  return {text.data(), text.size()};
}

// A target in absolute form, as proxies are sent it, names the same resource in origin form (RFC 9112, 3.2.2).
std::string OriginForm(absl::string_view target) {
  if (!absl::StartsWithIgnoreCase(target, "http://") && !absl::StartsWithIgnoreCase(target, "https://")) {
    return std::string(target);
  }
  target.remove_prefix(target.find("//") + 2);
  const size_t end_of_authority = std::min(target.find_first_of("/?"), target.size());
  target.remove_prefix(end_of_authority);
  return absl::StrCat(absl::StartsWith(target, "/") ? "" : "/", target);
}

HttpRequest RequestOf(const http::request_header<>& header) {
  HttpRequest request{.method = ToString(header.method_string()), .target = OriginForm(ToString(header.target()))};
  for (const auto& field : header) request.headers.Add(ToString(field.name_string()), ToString(field.value()));
  return request;
}

http::response_header<> HeadOf(const HttpResponse& response, unsigned version) {
  http::response_header<> head;
  head.version(version);
  head.result(static_cast<unsigned>(response.status));
  if (response.status == 499) head.reason("Client Closed Request");  // nginx's number, unknown to Beast
  head.insert(http::field::date, DateOfNow());
  for (const auto& [name, value] : response.headers.fields()) head.insert(name, value);
  return head;
}

// Reads what of the body has come with the header: of a small request all, so that nothing need be waited for.
void TakeBuffered(http::request_parser<http::string_body>& parser, beast::flat_buffer& buffer, error_code& error) {
  if (parser.is_done() || buffer.size() == 0) return;
  buffer.consume(parser.put(buffer.data(), error));
  if (error == http::error::need_more) error = {};
}

Unreadable Malformed(const std::string& why) {
  return {400, status::WithReason(absl::InvalidArgumentError("not HTTP/1.1: " + why), "MALFORMED_HTTP")};
}

// What became of a request that could not be read; none when there is nobody to answer.
std::optional<Unreadable> UnreadableBy(const error_code& error) {
  if (error == http::error::body_limit) {
    return Unreadable{413, status::WithReason(absl::ResourceExhaustedError("the body is too large"), "BODY_TOO_LARGE")};
  }
  if (error == http::error::header_limit) {
    return Unreadable{431,
                      status::WithReason(absl::ResourceExhaustedError("the header is too large"), "HEADER_TOO_LARGE")};
  }
  if (error == http::error::buffer_overflow) {
    return Unreadable{431,
                      status::WithReason(absl::ResourceExhaustedError("a trailer or a chunk's extension is too large"),
                                         "HEADER_TOO_LARGE")};
  }
  const bool malformed = error.category() == make_error_code(http::error::bad_method).category() &&
                         error != http::error::end_of_stream && error != http::error::partial_message;
  if (malformed) return Malformed(error.message());
  return std::nullopt;
}

// Beast reads a body in chunks when `chunked` is the last transfer coding and comes once. Any other list it takes for
// no body, or leaves what comes before `chunked` in it: what follows would pass for the next request (RFC
// 9112, 6.1, 6.3).
std::optional<Unreadable> WrongCoding(const Headers& headers, unsigned version, bool chunked) {
  if (headers.Lines("Transfer-Encoding") == 0) return std::nullopt;
  if (version < 11) return Malformed("HTTP/1.0 has no Transfer-Encoding");
  const std::string codings = headers.Get("Transfer-Encoding");
  const std::vector<absl::string_view> names = absl::StrSplit(codings, ',', absl::SkipWhitespace());
  if (!chunked || !absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(names.back()), "chunked")) {
    return Malformed("the last transfer coding must be chunked, and the only one of that name");
  }
  if (names.size() == 1) return std::nullopt;
  return Unreadable{501, status::WithReason(absl::UnimplementedError("the only transfer coding known here is chunked"),
                                            "UNKNOWN_TRANSFER_CODING", {{"transfer_encoding", codings}})};
}

// What Beast lets pass and HTTP does not.
std::optional<Unreadable> WrongHeader(const Headers& headers, unsigned version, bool chunked) {
  const size_t hosts = headers.Lines("Host");
  if (hosts > 1 || (hosts == 0 && version >= 11)) return Malformed("a request has one Host");
  return WrongCoding(headers, version, chunked);
}

}  // namespace

HttpSession::HttpSession(Socket socket, const HttpServerOptions& options, const HttpHandler& handler,
                         const std::atomic<bool>& draining)
    : options_(options),
      handler_(handler),
      draining_(draining),
      stream_(std::move(socket)),
      happened_(stream_.get_executor(), Timer::time_point::max()),
      next_look_(stream_.get_executor()) {}

Awaitable<void> HttpSession::Run(TakeOver take_over) {
  error_code ignored;
  http2::CloseOnExec(stream_.socket().native_handle());
  stream_.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
  const std::optional<bool> http2 = co_await SpeaksHttp2();
  if (http2.value_or(false)) {
    const auto received = buffer_.data();
    std::string bytes(static_cast<const char*>(received.data()), received.size());
    co_return take_over(stream_.release_socket(), std::move(bytes));
  }
  // Not `http2 && co_await`: GCC 12 awaits the second whatever the first is.
  if (http2) {
    while (co_await ServeOne()) {
    }
  }
  co_await Close();
}

Awaitable<std::optional<bool>> HttpSession::SpeaksHttp2() {
  error_code error;
  std::string_view begun;
  stream_.expires_after(absl::ToChronoNanoseconds(options_.idle_timeout));
  // It may come in pieces as small as one byte.
  while (begun.size() < kMethodOfPreface.size() && kMethodOfPreface.starts_with(begun)) {
    waiting_ = true;
    const size_t size = co_await stream_.async_read_some(buffer_.prepare(4 << 10), asio::redirect_error(kAwait, error));
    waiting_ = false;
    buffer_.commit(size);
    if (error) co_return std::nullopt;
    begun = {static_cast<const char*>(buffer_.data().data()), buffer_.size()};
  }
  co_return begun.starts_with(kMethodOfPreface) && kPreface.starts_with(begun.substr(0, kPreface.size()));
}

Awaitable<bool> HttpSession::ServeOne() {
  if (draining_ && NothingReceived()) co_return false;
  Parser parser;
  parser.header_limit(static_cast<std::uint32_t>(options_.header_limit));
  parser.body_limit(options_.body_limit);
  std::optional<HttpRequest> request = co_await Read(parser);
  if (!request) co_return false;

  const unsigned version = parser.get().version();
  // Where the next request would begin after one that could not be read is not known.
  const bool keep_alive = parser.get().keep_alive() && !request->unreadable;
  const bool only_head = parser.get().method() == http::verb::head;
  HttpResponse response = co_await Answer(*std::move(request), version);
  if (response.stream && !only_head) {
    EndWatch();
    // By one that sends no more already the answer's head is as good a question; of one that has begun to read, it is
    // its way to leave.
    if (Look() == Client::kSendsNoMore) {
      AbandonWhenReset();
    } else {
      AbandonWhenGone([this] { abandon_(); });
    }
    const bool another = co_await WriteStream(std::move(response), version, keep_alive && !draining_);
    EndRequest();
    co_return another;
  }
  EndRequest();
  co_return co_await Write(std::move(response), version, keep_alive && !draining_, only_head);
}

Awaitable<std::optional<HttpRequest>> HttpSession::Read(Parser& parser) {
  error_code error = co_await ReadHeader(parser);
  // Taken before the body is read, at the end of which Beast adds what stands in its trailer.
  HttpRequest request = RequestOf(parser.get());
  if (!error) {
    request.unreadable = WrongHeader(request.headers, parser.get().version(), parser.chunked());
    if (request.unreadable) co_return std::move(request);
    error = co_await ReadBody(parser);
    request.body = std::move(parser.get().body());
  }
  if (!error) co_return std::move(request);
  request.unreadable = UnreadableBy(error);
  if (!request.unreadable) co_return std::nullopt;
  co_return std::move(request);
}

Awaitable<error_code> HttpSession::ReadHeader(Parser& parser) {
  error_code error;
  waiting_ = true;
  stream_.expires_after(absl::ToChronoNanoseconds(options_.idle_timeout));
  co_await http::async_read_header(stream_, buffer_, parser, asio::redirect_error(kAwait, error));
  waiting_ = false;
  co_return error;
}

Awaitable<error_code> HttpSession::ReadBody(Parser& parser) {
  error_code error;
  stream_.expires_after(absl::ToChronoNanoseconds(options_.body_timeout));
  // HTTP/1.0 knows no other answer than the last (RFC 9110, 10.1.1).
  if (parser.get().version() >= 11 && beast::iequals(parser.get()[http::field::expect], "100-continue")) {
    http::response<http::empty_body> go_on(http::status::continue_, parser.get().version());
    co_await http::async_write(stream_, go_on, asio::redirect_error(kAwait, error));
  }
  if (!error) TakeBuffered(parser, buffer_, error);
  if (!error && !parser.is_done()) {
    co_await http::async_read(stream_, buffer_, parser, asio::redirect_error(kAwait, error));
  }
  co_return error;
}

Awaitable<HttpResponse> HttpSession::Answer(HttpRequest request, unsigned version) {
  stream_.expires_never();  // the call has its own deadline
  answer_.reset();
  abandon_ = handler_(std::move(request), [self = shared_from_this()](HttpResponse response) {
    asio::post(self->stream_.get_executor(), [self, response = std::move(response)]() mutable {
      self->answer_ = std::move(response);
      self->happened_.cancel();
    });
  });
  happened_.expires_after(kSoon);
  co_await AwaitEvent();
  happened_.expires_at(Timer::time_point::max());
  sends_no_more_ = false;
  if (!answer_) {
    AbandonWhenGone([this] {
      sends_no_more_ = true;
      happened_.cancel();
    });
  }
  while (!answer_) {
    if (std::exchange(sends_no_more_, false) && version >= 11) {  // HTTP/1.0 knows no other answer
      co_await AskWhetherClientIsThere();
    } else {
      co_await AwaitEvent();
    }
  }
  co_return *std::move(answer_);
}

Awaitable<void> HttpSession::AwaitEvent() {
  error_code cancelled;
  co_await happened_.async_wait(asio::redirect_error(kAwait, cancelled));
}

Awaitable<std::optional<std::string>> HttpSession::NextPiece(BodyStream& stream) {
  stream_.expires_never();  // a stream may be silent for as long as it likes
  piece_.reset();
  stream.Next([self = shared_from_this()](std::optional<std::string> piece) {
    asio::post(self->stream_.get_executor(), [self, piece = std::move(piece)]() mutable {
      self->piece_ = std::move(piece);
      self->happened_.cancel();
    });
  });
  while (!piece_) co_await AwaitEvent();
  co_return *std::move(piece_);
}

void HttpSession::EndRequest() {
  abandon_ = nullptr;
  EndWatch();
}

void HttpSession::EndWatch() {
  if (!std::exchange(watched_, false)) return;
  error_code ignored;
  stream_.socket().cancel(ignored);
  next_look_.cancel();
}

Awaitable<bool> HttpSession::Write(HttpResponse response, unsigned version, bool keep_alive, bool only_head) {
  http::response<http::string_body> message(HeadOf(response, version));
  const bool has_body = response.status != 204 && response.status != 304;
  // Of a stream the head tells itself how long it is, if anybody knows.
  if (has_body && !response.stream) message.content_length(response.body.size());
  message.keep_alive(keep_alive);
  if (!only_head) message.body() = std::move(response.body);

  error_code error;
  stream_.expires_after(absl::ToChronoNanoseconds(options_.write_timeout));
  co_await http::async_write(stream_, message, asio::redirect_error(kAwait, error));
  co_return !error && keep_alive;
}

Awaitable<bool> HttpSession::WriteStream(HttpResponse response, unsigned version, bool keep_alive) {
  const bool sized = response.headers.Lines("Content-Length") > 0;
  const bool chunked = version >= 11 && !sized;  // HTTP/1.0 knows the end of a body by the end of the connection
  http::response<http::empty_body> head(HeadOf(response, version));
  if (chunked) head.chunked(true);
  head.keep_alive(keep_alive && (chunked || sized));
  http::response_serializer<http::empty_body> serializer(head);

  error_code error;
  stream_.expires_after(absl::ToChronoNanoseconds(options_.write_timeout));
  co_await http::async_write_header(stream_, serializer, asio::redirect_error(kAwait, error));
  while (!error) {
    const std::optional<std::string> piece = co_await NextPiece(*response.stream);
    stream_.expires_after(absl::ToChronoNanoseconds(options_.write_timeout));
    if (!piece) break;
    if (piece->empty()) continue;  // an empty chunk would be the last
    if (chunked) {
      co_await asio::async_write(stream_, http::make_chunk(asio::buffer(*piece)), asio::redirect_error(kAwait, error));
    } else {
      co_await asio::async_write(stream_, asio::buffer(*piece), asio::redirect_error(kAwait, error));
    }
  }
  if (!error && chunked)
    co_await asio::async_write(stream_, http::make_chunk_last(), asio::redirect_error(kAwait, error));
  if (error && abandon_) abandon_();  // gone, or too slow
  co_return !error && keep_alive && (chunked || sized);
}

Awaitable<void> HttpSession::Close() {
  error_code error;
  stream_.socket().shutdown(Socket::shutdown_send, error);
  stream_.expires_after(kLinger);
  while (!error) {
    buffer_.clear();
    co_await stream_.async_read_some(buffer_.prepare(16 << 10), asio::redirect_error(kAwait, error));
  }
  stream_.close();
}

bool HttpSession::NothingReceived() {
  error_code error;
  return buffer_.size() == 0 && (stream_.socket().available(error) == 0 || error);
}

void HttpSession::CloseIfIdle() {
  asio::post(stream_.get_executor(), [self = shared_from_this()] {
    if (self->waiting_ && self->NothingReceived()) self->stream_.close();
  });
}

void HttpSession::Abort() {
  asio::post(stream_.get_executor(), [self = shared_from_this()] {
    if (self->abandon_) self->abandon_();
    self->stream_.close();
  });
}

void HttpSession::AbandonWhenGone(std::function<void()> sends_no_more) {
  watched_ = true;
  stream_.socket().async_wait(Socket::wait_read, [self = shared_from_this(),
                                                  sends_no_more = std::move(sends_no_more)](const error_code& error) {
    if (error == asio::error::operation_aborted || !self->abandon_) return;  // answered
    self->Judge(error ? Client::kGone : self->Look(), sends_no_more);
  });
}

void HttpSession::Judge(Client client, std::function<void()> sends_no_more) {
  if (client == Client::kGone) return abandon_();
  if (client == Client::kSendsNoMore) return sends_no_more();
  // It has sent something that is not read yet, so that waiting to read would end at once, again and again.
  next_look_.expires_after(kNextLook);
  next_look_.async_wait([self = shared_from_this(), sends_no_more = std::move(sends_no_more)](const error_code& error) {
    if (error || !self->watched_ || !self->abandon_) return;
    self->Judge(self->Look(), sends_no_more);
  });
}

void HttpSession::AbandonWhenReset() {
  watched_ = true;
  stream_.socket().async_wait(Socket::wait_error, [self = shared_from_this()](const error_code& error) {
    if (error != asio::error::operation_aborted && self->abandon_) self->abandon_();
  });
}

// What is written to a client that has left comes back as a reset. One that waits skips any `100 Continue` before its
// answer (RFC 9110, 15.2).
Awaitable<void> HttpSession::AskWhetherClientIsThere() {
  error_code error;
  http::response<http::empty_body> go_on(http::status::continue_, 11);
  stream_.expires_after(absl::ToChronoNanoseconds(options_.write_timeout));
  co_await http::async_write(stream_, go_on, asio::redirect_error(kAwait, error));
  stream_.expires_never();
  if (!error) AbandonWhenReset();
  if (error && abandon_) abandon_();
}

// Not by reading: what has come may be the next request of a client that does not wait for answers, and hides the end
// behind it.
HttpSession::Client HttpSession::Look() {
  pollfd look{.fd = stream_.socket().native_handle(), .events = POLLRDHUP, .revents = 0};
  if (poll(&look, 1, 0) <= 0) return Client::kThere;
  return look.revents == POLLRDHUP ? Client::kSendsNoMore : Client::kGone;
}

}  // namespace ocop::gateway
