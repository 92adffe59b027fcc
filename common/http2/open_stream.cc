#include "common/http2/open_stream.h"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

namespace ocop::http2 {
namespace {

nghttp2_nv Pair(std::string_view name, std::string_view value) {
  // nghttp2 copies both.
  return {reinterpret_cast<uint8_t*>(const_cast<char*>(name.data())),
          reinterpret_cast<uint8_t*>(const_cast<char*>(value.data())), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
}

// Valid as long as `fields` and until the next call on this thread.
std::vector<nghttp2_nv>& Pairs(const Fields& fields, std::initializer_list<nghttp2_nv> before = {}) {
  thread_local std::vector<nghttp2_nv> pairs;
  pairs.assign(before);
  for (const auto& [name, value] : fields) pairs.push_back(Pair(name, value));
  return pairs;
}

}  // namespace

void Connection::OpenStream::DoSend(Part part) {
  if (last_) return;
  if (out_sent_ == out_.size()) {
    out_ = std::move(part.data);
    out_sent_ = 0;
  } else {
    out_ += part.data;
  }
  stalled_ = false;
  trailers_ = std::move(part.trailers);
  last_ = part.last || trailers_.has_value();
  tell_ |= part.tell;
  if (connection_ == nullptr) return;
  if (part.head) {
    BeginResponse(*part.head);
  } else if (std::exchange(deferred_, false)) {
    nghttp2_session_resume_data(connection_->session_, id_);
  }
  connection_->FlushSoon();
}

int32_t Connection::OpenStream::BeginRequest(nghttp2_session* session) {
  const auto& pairs = Pairs(head_.fields, {Pair(":method", head_.method), Pair(":scheme", "http"),
                                           Pair(":authority", head_.authority), Pair(":path", head_.path)});
  const nghttp2_data_provider body = Body();
  return nghttp2_submit_request(session, nullptr, pairs.data(), pairs.size(), HeadIsAll() ? nullptr : &body, this);
}

void Connection::OpenStream::BeginResponse(const Fields& head) {
  const auto& pairs = Pairs(head);
  const nghttp2_data_provider body = Body();
  nghttp2_submit_response(connection_->session_, id_, pairs.data(), pairs.size(), HeadIsAll() ? nullptr : &body);
}

nghttp2_data_provider Connection::OpenStream::Body() {
  const auto read = [](nghttp2_session*, int32_t, uint8_t* buffer, size_t size, uint32_t* flags,
                       nghttp2_data_source* source, void*) {
    auto* const self = static_cast<OpenStream*>(source->ptr);
    return self->Read(buffer, size, flags);
  };
  return {.source = {.ptr = this}, .read_callback = read};
}

void Connection::OpenStream::DoConsume(size_t bytes) {
  if (connection_ == nullptr || remote_done_) return;
  nghttp2_session_consume_stream(connection_->session_, id_, bytes);
  connection_->FlushSoon();
}

void Connection::OpenStream::DoReset(uint32_t code, End end) {
  if (connection_ != nullptr) {
    nghttp2_submit_rst_stream(connection_->session_, NGHTTP2_FLAG_NONE, id_, code);
    connection_->FlushSoon();
  }
  // Now, not when the other end has been told: it may take no bytes, or no more streams, for long.
  Gone(end, code);
}

ssize_t Connection::OpenStream::Read(uint8_t* buffer, size_t size, uint32_t* flags) {
  const size_t count = std::min(size, out_.size() - out_sent_);
  std::memcpy(buffer, out_.data() + out_sent_, count);
  out_sent_ += count;
  stalled_ = false;
  if (out_sent_ < out_.size()) return static_cast<ssize_t>(count);
  out_ = {};
  out_sent_ = 0;
  if (std::exchange(tell_, false)) {
    connection_->sent_.push_back(std::static_pointer_cast<OpenStream>(shared_from_this()));
  }
  if (last_) {
    *flags |= NGHTTP2_DATA_FLAG_EOF;
    if (trailers_) {
      *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
      const auto& pairs = Pairs(*trailers_);
      nghttp2_submit_trailer(connection_->session_, id_, pairs.data(), pairs.size());
    }
  } else if (count == 0) {
    deferred_ = true;
    return NGHTTP2_ERR_DEFERRED;
  }
  return static_cast<ssize_t>(count);
}

}  // namespace ocop::http2
