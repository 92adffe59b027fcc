#include "common/http2/connection.h"

#include <boost/asio/defer.hpp>
#include <boost/asio/write.hpp>

#include "absl/random/random.h"
#include "common/http2/address.h"
#include "common/http2/open_stream.h"

namespace ocop::http2 {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// So much is gathered before it is written.
constexpr size_t kWriteAtOnce = 64 << 10;
// A connection's own window never holds up a stream: what comes is counted against the streams' windows alone.
constexpr int32_t kConnectionWindow = 16 << 20;
// More frames than all streams together have to send: the other end reads none, and makes us answer.
constexpr size_t kMostWaiting = 10'000;
// How long streams are taken after the other end has been told to open no more.
constexpr absl::Duration kLastStreams = absl::Milliseconds(100);
// How long a connection that is over is still read.
constexpr absl::Duration kLinger = absl::Seconds(1);
// How many streams may be given up at once, in seconds of those that may be for long.
constexpr uint64_t kBurst = 30;

using OptionsPtr = std::unique_ptr<nghttp2_option, void (*)(nghttp2_option*)>;
OptionsPtr MakeOptions(const ConnectionOptions& options) {
  nghttp2_option* made = nullptr;
  nghttp2_option_new(&made);
  // What is received counts as taken when its receiver says so.
  nghttp2_option_set_no_auto_window_update(made, 1);
  nghttp2_option_set_no_closed_streams(made, 1);
  // Clients of gRPC send metadata with spaces around it.
  nghttp2_option_set_no_rfc9113_leading_and_trailing_ws_validation(made, 1);
  nghttp2_option_set_stream_reset_rate_limit(made, kBurst * options.most_resets, options.most_resets);
  return {made, nghttp2_option_del};
}

}  // namespace

Connection::Connection(Loop& loop, Socket socket, const ConnectionOptions& options, const Accept* accept)
    : loop_(loop), options_(options), accept_(accept), socket_(std::move(socket)) {
  watch_.emplace(loop.io().get_executor());
  age_.emplace(loop.io().get_executor());
  const OptionsPtr made = MakeOptions(options);
  if (accept != nullptr) {
    nghttp2_session_server_new2(&session_, AllCallbacks(), this, made.get());
  } else {
    nghttp2_session_client_new2(&session_, AllCallbacks(), this, made.get());
  }
  const nghttp2_settings_entry settings[] = {
      {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, accept != nullptr ? options.most_streams : 0},
      {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, static_cast<uint32_t>(options.window)},
      {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, static_cast<uint32_t>(options.largest_fields)},
      {NGHTTP2_SETTINGS_ENABLE_PUSH, 0}};
  nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, settings, accept != nullptr ? 3 : 4);
  nghttp2_session_set_local_window_size(session_, NGHTTP2_FLAG_NONE, 0, kConnectionWindow);
}

Connection::~Connection() {
  nghttp2_session_del(session_);
}

void Connection::Start(std::string_view received) {
  error_code ignored;
  CloseOnExec(socket_->native_handle());
  socket_->non_blocking(true, ignored);
  socket_->set_option(asio::ip::tcp::no_delay(true), ignored);
  heard_ = used_ = Clock::now();
  Watch(Tick());
  if (options_.age < absl::InfiniteDuration()) {
    // Those who connected together need not come back together.
    const double share = absl::Uniform(absl::BitGen(), 0.9, 1.1);
    age_->expires_after(absl::ToChronoNanoseconds(options_.age * share));
    age_->async_wait([weak = weak_from_this()](error_code cancelled) {
      if (const auto self = weak.lock(); self && !cancelled) self->GoAway();
    });
  }
  if (!received.empty()) Take(received);
  Flush();
  if (socket_) AwaitBytes();
}

void Connection::AwaitBytes() {
  socket_->async_wait(Socket::wait_read, [self = shared_from_this()](error_code error) {
    if (!error && self->socket_) self->Receive();
  });
}

void Connection::Receive() {
  const auto self = shared_from_this();
  std::string& buffer = loop_.read_buffer();
  error_code error;
  // Once: who sends without end would keep the loop from everyone else.
  const size_t received = socket_->read_some(asio::buffer(buffer), error);
  if (error && error != asio::error::would_block) return Close();
  if (!error) {
    heard_ = Clock::now();
    asked_ = false;
    if (!lingering_) Take(std::string_view(buffer).substr(0, received));
  }
  Flush();
  if (socket_) AwaitBytes();
}

void Connection::Take(std::string_view bytes) {
  in_callback_ = true;
  const ssize_t taken =
      nghttp2_session_mem_recv(session_, reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  in_callback_ = false;
  TellIncomplete();
  broken_ |= taken < 0 || (accept_ != nullptr && nghttp2_session_get_outbound_queue_size(session_) > kMostWaiting);
}

void Connection::TellIncomplete() {
  for (const int32_t id : begun_) {
    OpenStream* const stream = Find(id);
    if (stream != nullptr && !stream->remote_done_ && stream->receiver() != nullptr) stream->receiver()->OnIncomplete();
  }
  begun_.clear();
}

void Connection::FlushSoon() {
  if (flush_soon_ || in_callback_ || !socket_) return;
  flush_soon_ = true;
  asio::defer(loop_.io(), [self = shared_from_this()] {
    self->flush_soon_ = false;
    self->Flush();
  });
}

void Connection::Flush() {
  const auto self = shared_from_this();
  std::string& out = loop_.write_buffer();
  while (socket_ && !writing_) {
    Gather(out);
    TellSent();
    if (out.empty() || !socket_) break;
    error_code error;
    const size_t written = socket_->write_some(asio::buffer(out), error);
    if (error && error != asio::error::would_block) return Close();
    if (error || written < out.size()) {
      rest_.assign(out, error ? 0 : written);
      WriteRest();
    }
  }
  if (!socket_) return;
  const bool done = nghttp2_session_want_read(session_) == 0 && nghttp2_session_want_write(session_) == 0;
  const bool retired = retired_ && streams_.empty() && !writing_;
  if (broken_ || (retired && accept_ == nullptr)) return Close();
  if (retired || (done && !writing_)) Linger();
}

// Closed at once with something unread, the connection would be reset, and the last bytes lost that are on their way.
void Connection::Linger() {
  if (std::exchange(lingering_, true)) return;
  error_code ignored;
  socket_->shutdown(Socket::shutdown_send, ignored);
  Watch(kLinger);
}

void Connection::Gather(std::string& out) {
  out.clear();
  const uint8_t* bytes = nullptr;
  ssize_t size = 0;
  in_callback_ = true;
  while (out.size() < kWriteAtOnce && (size = nghttp2_session_mem_send(session_, &bytes)) > 0) {
    out.append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(size));
  }
  in_callback_ = false;
  broken_ |= size < 0;
}

void Connection::WriteRest() {
  writing_ = true;
  asio::async_write(*socket_, asio::buffer(rest_), [self = shared_from_this()](error_code error, size_t) {
    self->writing_ = false;
    self->rest_ = {};
    if (error) return self->Close();
    self->Flush();
  });
}

void Connection::TellSent() {
  for (const auto& stream : std::exchange(sent_, {})) {
    if (stream->receiver() != nullptr) stream->receiver()->OnSent();
  }
}

void Connection::Watch(absl::Duration wait) {
  watch_->expires_after(absl::ToChronoNanoseconds(wait));
  watch_->async_wait([weak = weak_from_this()](error_code cancelled) {
    const auto self = weak.lock();
    if (cancelled || !self || !self->socket_) return;
    if (self->watch_->expiry() > Clock::now()) return;  // set anew just as it had run out
    if (self->asked_ || self->lingering_) return self->Close();
    const ConnectionOptions& options = self->options_;
    if (self->streams_.empty() && absl::FromChrono(Clock::now() - self->used_) >= options.idle) self->GoAway();
    self->GiveUpStalled();
    const absl::Duration silent = absl::FromChrono(Clock::now() - self->heard_);
    if (silent < options.ask_after) return self->Watch(std::min(options.ask_after - silent, self->Tick()));
    self->Ask(kWhetherThere);
    self->asked_ = true;
    self->Watch(options.answer_within);
  });
}

absl::Duration Connection::Tick() const {
  return std::min({options_.ask_after, options_.idle, options_.stall});
}

void Connection::GiveUpStalled() {
  if (accept_ == nullptr) return;  // who asks waits for as long as it likes, also for its request to be taken
  std::vector<std::shared_ptr<OpenStream>> stalled;
  for (const auto& [id, stream] : streams_) {
    if (stream->Sending() && std::exchange(stream->stalled_, true)) stalled.push_back(stream);
  }
  for (const auto& stream : stalled) stream->DoReset(kCancel, End::kDeadline);
}

void Connection::Ask(uint8_t what) {
  const uint8_t opaque[8] = {what};
  nghttp2_submit_ping(session_, NGHTTP2_FLAG_NONE, opaque);
  FlushSoon();
}

void Connection::Open(const std::shared_ptr<OpenStream>& stream, Head head) {
  stream->head_ = std::move(head);
  if (!socket_) return NotSent(stream);
  const int32_t id = stream->BeginRequest(session_);
  if (id < 0) {
    takes_streams_ = false;  // there are no more numbers
    return NotSent(stream);
  }
  stream->connection_ = this;
  stream->id_ = id;
  streams_.emplace(id, stream);
  FlushSoon();
}

bool Connection::has_room() const {
  return takes_streams_ &&
         streams_.size() < nghttp2_session_get_remote_settings(session_, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS);
}

void Connection::GoAway() {
  if (!socket_ || std::exchange(going_away_, true)) return;
  takes_streams_ = false;
  // First a notice, so that a stream that is on its way here is not lost.
  nghttp2_submit_shutdown_notice(session_);
  Ask(kWhetherToldToGo);
}

// The other end has read that it should go, and its program will in a moment: what it opens until then is taken still.
void Connection::LeaveSoon() {
  age_->expires_after(absl::ToChronoNanoseconds(kLastStreams));
  age_->async_wait([weak = weak_from_this()](error_code cancelled) {
    const auto self = weak.lock();
    if (cancelled || !self || !self->socket_) return;
    nghttp2_submit_goaway(self->session_, NGHTTP2_FLAG_NONE, nghttp2_session_get_last_proc_stream_id(self->session_),
                          NGHTTP2_NO_ERROR, nullptr, 0);
    self->FlushSoon();
    self->TellLeft();
  });
}

void Connection::TellLeft() {
  if (on_left_) std::exchange(on_left_, nullptr)();
}

void Connection::CloseUnlessAsked() {
  std::vector<std::shared_ptr<OpenStream>> incomplete;
  for (const auto& [id, stream] : streams_) {
    if (!stream->remote_done_ && !stream->Sending()) incomplete.push_back(stream);
  }
  for (const auto& stream : incomplete) stream->DoReset(kCancel, End::kGivenUp);
  retired_ = true;
  FlushSoon();
}

void Connection::Close() {
  if (!socket_) return;
  const auto self = shared_from_this();
  takes_streams_ = false;
  error_code ignored;
  socket_->close(ignored);
  socket_.reset();
  watch_.reset();
  age_.reset();
  for (const auto& [id, stream] : std::exchange(streams_, {})) {
    stream->connection_ = nullptr;
    if (accept_ == nullptr && !stream->head_sent_) {
      NotSent(stream);
    } else {
      stream->Gone(End::kLost, kNoError);
    }
  }
  TellLeft();
  if (on_closed_) std::exchange(on_closed_, nullptr)();
}

Connection::OpenStream* Connection::Find(int32_t id) {
  return static_cast<OpenStream*>(nghttp2_session_get_stream_user_data(session_, id));
}

void Connection::Remove(int32_t id, uint32_t code) {
  const auto found = streams_.find(id);
  if (found == streams_.end()) return;
  const std::shared_ptr<OpenStream> stream = std::move(found->second);
  streams_.erase(found);
  used_ = Clock::now();
  stream->connection_ = nullptr;
  if (accept_ == nullptr && !stream->head_sent_) return NotSent(stream);
  const bool complete = accept_ != nullptr ? stream->local_done_ : stream->remote_done_;
  const bool refused = accept_ == nullptr && code == NGHTTP2_REFUSED_STREAM;
  stream->Gone(complete ? End::kComplete : refused ? End::kRefused : End::kReset, code);
}

void Connection::MoveUnsent() {
  std::vector<std::shared_ptr<OpenStream>> unsent;
  for (const auto& [id, stream] : streams_) {
    if (!stream->head_sent_) unsent.push_back(stream);
  }
  for (const auto& stream : unsent) {
    nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, stream->id_, NGHTTP2_CANCEL);
    nghttp2_session_set_stream_user_data(session_, stream->id_, nullptr);  // of a head that has gone out in part
    streams_.erase(stream->id_);
    stream->connection_ = nullptr;
    NotSent(stream);
  }
}

void Connection::NotSent(const std::shared_ptr<OpenStream>& stream) {
  if (stream->over()) return;
  if (!on_unsent_ || std::exchange(stream->moved_, true)) return stream->Fail();
  on_unsent_(stream, std::move(stream->head_));
}

}  // namespace ocop::http2
