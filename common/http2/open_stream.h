// A stream of a connection of HTTP/2. Includes Boost: for this folder alone.
#pragma once

#include <nghttp2/nghttp2.h>

#include <memory>
#include <optional>
#include <string>

#include "common/http2/connection.h"
#include "common/http2/loop_stream.h"

namespace ocop::http2 {

// Of a connection, or of one that is being made.
class Connection::OpenStream final : public LoopStream {
 public:
  using LoopStream::LoopStream;

  // Of a connection that could not be made.
  void Fail() { Gone(End::kRefused, kRefusedStream); }
  using LoopStream::over;

 private:
  friend class Connection;
  friend struct Connection::Callbacks;

  void DoSend(Part part) override;
  void DoConsume(size_t bytes) override;
  void DoReset(uint32_t code, End end) override;

  bool Sending() const { return out_sent_ < out_.size() || (last_ && !local_done_); }

  // Returns its number, negative when there is none.
  int32_t BeginRequest(nghttp2_session* session);
  void BeginResponse(const Fields& head);
  bool HeadIsAll() const { return last_ && out_.empty() && !trailers_; }
  // What goes out after the head, which nghttp2 takes by Read.
  nghttp2_data_provider Body();
  ssize_t Read(uint8_t* buffer, size_t size, uint32_t* flags);

  // Null before the connection is there, and when it is closed.
  Connection* connection_ = nullptr;
  int32_t id_ = 0;
  // What opened it.
  Head head_;
  bool moved_ = false;
  // What comes.
  Fields fields_;
  size_t fields_size_ = 0;
  bool head_came_ = false;
  bool remote_done_ = false;
  // What goes out.
  bool head_sent_ = false;
  std::string out_;
  size_t out_sent_ = 0;
  std::optional<Fields> trailers_;
  bool last_ = false;
  bool deferred_ = false;
  bool tell_ = false;
  bool local_done_ = false;
  // Nothing of what is there has been taken since it was looked.
  bool stalled_ = false;
};

}  // namespace ocop::http2
