// What nghttp2 tells of a connection, while it is given bytes and while it is asked for some.
#include <string_view>
#include <utility>

#include "common/http2/connection.h"
#include "common/http2/open_stream.h"

namespace ocop::http2 {
namespace {

std::string_view View(const uint8_t* bytes, size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace

struct Connection::Callbacks {
  static Connection& Self(void* data) { return *static_cast<Connection*>(data); }

  static int OnBeginHeaders(nghttp2_session* session, const nghttp2_frame* frame, void* data) {
    Connection& self = Self(data);
    if (self.accept_ == nullptr || frame->headers.cat != NGHTTP2_HCAT_REQUEST) return 0;
    auto stream = std::make_shared<OpenStream>(self.loop_, nullptr);
    stream->connection_ = &self;
    stream->id_ = frame->hd.stream_id;
    nghttp2_session_set_stream_user_data(session, stream->id_, stream.get());
    self.streams_.emplace(stream->id_, std::move(stream));
    return 0;
  }

  static int OnHeader(nghttp2_session*, const nghttp2_frame* frame, const uint8_t* name, size_t name_size,
                      const uint8_t* value, size_t value_size, uint8_t, void* data) {
    Connection& self = Self(data);
    OpenStream* const stream = self.Find(frame->hd.stream_id);
    if (stream == nullptr) return 0;
    const std::string_view key = View(name, name_size);
    const std::string_view text = View(value, value_size);
    constexpr size_t kEach = 32;  // as RFC 9113, 6.5.2 counts
    stream->fields_size_ += key.size() + text.size() + kEach;
    if (key == ":path") {
      stream->head_.path = text;
    } else if (key == ":method") {
      stream->head_.method = text;
    } else if (key == ":authority") {
      stream->head_.authority = text;
    } else if (stream->fields_size_ > self.options_.largest_fields) {
      stream->head_.cut = true;
    } else if (key != ":scheme") {
      stream->fields_.emplace_back(key, text);
    }
    return 0;
  }

  static int OnFrame(nghttp2_session*, const nghttp2_frame* frame, void* data) {
    Connection& self = Self(data);
    switch (frame->hd.type) {
      case NGHTTP2_HEADERS:
        if (OpenStream* stream = self.Find(frame->hd.stream_id)) OnFields(self, *stream, *frame);
        break;
      case NGHTTP2_DATA:
        if (OpenStream* stream = self.Find(frame->hd.stream_id)) OnLast(*stream, *frame);
        break;
      case NGHTTP2_GOAWAY:
        // From who connects it says that it opens no more; what it has opened is answered.
        if (self.accept_ == nullptr) {
          self.takes_streams_ = false;
          self.MoveUnsent();
        }
        break;
      case NGHTTP2_PING:
        if ((frame->hd.flags & NGHTTP2_FLAG_ACK) != 0 && frame->ping.opaque_data[0] == kWhetherToldToGo) {
          self.LeaveSoon();
        }
        break;
      default:
        break;
    }
    return 0;
  }

  static void OnFields(Connection& self, OpenStream& stream, const nghttp2_frame& frame) {
    Fields fields = std::exchange(stream.fields_, {});
    const bool last = (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
    if (stream.head_came_) return Finished(stream, std::move(fields));
    if (self.accept_ != nullptr) {
      stream.head_.fields = std::move(fields);
      stream.SetReceiver((*self.accept_)(std::move(stream.head_), stream.shared_from_this()));
      if (stream.receiver() == nullptr) return stream.DoReset(kRefusedStream, End::kGivenUp);
    } else {
      if (http2::Find(fields, ":status").starts_with('1')) return;  // one more comes
      if (stream.receiver() != nullptr) stream.receiver()->OnHead(std::move(fields), last);
    }
    stream.head_came_ = true;
    if (last) return Finished(stream, {});
    if (self.accept_ != nullptr) self.begun_.push_back(stream.id_);
  }

  static void OnLast(OpenStream& stream, const nghttp2_frame& frame) {
    if ((frame.hd.flags & NGHTTP2_FLAG_END_STREAM) != 0) Finished(stream, {});
  }

  static void Finished(OpenStream& stream, Fields trailers) {
    stream.remote_done_ = true;
    if (stream.receiver() != nullptr) stream.receiver()->OnEnd(std::move(trailers));
  }

  static int OnData(nghttp2_session* session, uint8_t, int32_t id, const uint8_t* bytes, size_t size, void* data) {
    nghttp2_session_consume_connection(session, size);
    OpenStream* const stream = Self(data).Find(id);
    if (stream != nullptr && stream->receiver() != nullptr) stream->receiver()->OnData(View(bytes, size));
    return 0;
  }

  static int OnSent(nghttp2_session* session, const nghttp2_frame* frame, void* data) {
    if (frame->hd.type != NGHTTP2_DATA && frame->hd.type != NGHTTP2_HEADERS) return 0;
    Connection& self = Self(data);
    OpenStream* const stream = self.Find(frame->hd.stream_id);
    if (stream == nullptr) return 0;
    stream->head_sent_ = true;
    if ((frame->hd.flags & NGHTTP2_FLAG_END_STREAM) == 0) return 0;
    stream->local_done_ = true;
    // The rest of a request that is answered already need not come (RFC 9113, 8.1).
    if (self.accept_ != nullptr && !stream->remote_done_) {
      nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, stream->id_, NGHTTP2_NO_ERROR);
    }
    return 0;
  }

  static int OnNotSent(nghttp2_session* session, const nghttp2_frame* frame, int, void* data) {
    // Fields that are too many, after which nothing would come. What opens a stream is told by its closing.
    const bool answers = frame->hd.type == NGHTTP2_HEADERS && frame->headers.cat != NGHTTP2_HCAT_REQUEST;
    if (answers && Self(data).Find(frame->hd.stream_id) != nullptr) {
      nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, frame->hd.stream_id, NGHTTP2_INTERNAL_ERROR);
    }
    return 0;
  }

  static int OnClose(nghttp2_session*, int32_t id, uint32_t code, void* data) {
    Self(data).Remove(id, code);
    return 0;
  }
};

const nghttp2_session_callbacks* Connection::AllCallbacks() {
  static nghttp2_session_callbacks* const all = [] {
    nghttp2_session_callbacks* made = nullptr;
    nghttp2_session_callbacks_new(&made);
    nghttp2_session_callbacks_set_on_begin_headers_callback(made, Callbacks::OnBeginHeaders);
    nghttp2_session_callbacks_set_on_header_callback(made, Callbacks::OnHeader);
    nghttp2_session_callbacks_set_on_frame_recv_callback(made, Callbacks::OnFrame);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(made, Callbacks::OnData);
    nghttp2_session_callbacks_set_on_frame_send_callback(made, Callbacks::OnSent);
    nghttp2_session_callbacks_set_on_frame_not_send_callback(made, Callbacks::OnNotSent);
    nghttp2_session_callbacks_set_on_stream_close_callback(made, Callbacks::OnClose);
    return made;
  }();
  return all;
}

}  // namespace ocop::http2
