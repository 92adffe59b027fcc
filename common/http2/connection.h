// One connection of HTTP/2, at either end: nghttp2 between a socket and streams. Everything happens on its loop.
// Includes Boost: for this folder alone.
#pragma once

#include <nghttp2/nghttp2.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "common/http2/connection_options.h"
#include "common/http2/loop_stream.h"
#include "common/http2/socket.h"

namespace ocop::http2 {

class Connection final : public std::enable_shared_from_this<Connection> {
 public:
  // `accept`: at the end that is connected to, and must outlive it; null at the one that connects.
  Connection(Loop& loop, Socket socket, const ConnectionOptions& options, const Accept* accept);
  ~Connection();

  // Called when the connection is closed; before Start.
  void OnClosed(std::function<void()> action) { on_closed_ = std::move(action); }
  // Called when no more streams come, before it is closed; before Start.
  void OnLeft(std::function<void()> action) { on_left_ = std::move(action); }
  class OpenStream;
  // Takes a stream that could not be sent here, once; without it such a stream fails. Before Start.
  using Unsent = std::function<void(const std::shared_ptr<OpenStream>&, Head)>;
  void OnUnsent(Unsent action) { on_unsent_ = std::move(action); }
  // `received`: of the connection, by whoever had it before.
  void Start(std::string_view received = {});

  // Opens a stream; at the end that connects.
  void Open(const std::shared_ptr<OpenStream>& stream, Head head);
  // False when the other end takes no more streams, or the connection is closed.
  bool takes_streams() const { return takes_streams_; }
  // The same, or when it bears as many as it may at a time.
  bool has_room() const;
  // Closes when the last stream has ended, at the end that connects.
  void Retire() { retired_ = true; }

  // Takes no new streams, and closes when those that are open have ended.
  void GoAway();
  // Gives up requests that have not come whole, and closes when the others are answered.
  void CloseUnlessAsked();
  void Close();

 private:
  using Clock = std::chrono::steady_clock;
  // What nghttp2 calls; in connection_callbacks.cc.
  struct Callbacks;
  static const nghttp2_session_callbacks* AllCallbacks();
  // What pings ask.
  static constexpr uint8_t kWhetherThere = 1;
  static constexpr uint8_t kWhetherToldToGo = 2;

  void AwaitBytes();
  void Receive();
  void Take(std::string_view bytes);
  void TellIncomplete();
  // When everything else that is to be done now is done, so that it goes out together.
  void FlushSoon();
  void Flush();
  void Gather(std::string& out);
  void WriteRest();
  void TellSent();
  // Asks a silent other end whether it is there, and closes when it does not answer.
  void Watch(absl::Duration wait);
  void Ask(uint8_t what);
  // How often it is looked whether something is to be done.
  absl::Duration Tick() const;
  void GiveUpStalled();
  void LeaveSoon();
  void TellLeft();
  void Linger();

  OpenStream* Find(int32_t id);
  void Remove(int32_t id, uint32_t code);
  // From an other end that takes no more streams.
  void MoveUnsent();
  void NotSent(const std::shared_ptr<OpenStream>& stream);

  Loop& loop_;
  const ConnectionOptions options_;
  const Accept* const accept_;
  std::function<void()> on_closed_;
  std::function<void()> on_left_;
  Unsent on_unsent_;
  std::optional<Socket> socket_;
  std::optional<Timer> watch_;
  std::optional<Timer> age_;
  nghttp2_session* session_ = nullptr;
  absl::flat_hash_map<int32_t, std::shared_ptr<OpenStream>> streams_;
  // Those whose head came last.
  std::vector<int32_t> begun_;
  // Those whose data has been gathered, and who are to be told.
  std::vector<std::shared_ptr<OpenStream>> sent_;
  // What the socket has not taken yet.
  std::string rest_;
  bool takes_streams_ = true;
  bool in_callback_ = false;
  bool broken_ = false;
  bool flush_soon_ = false;
  bool writing_ = false;
  bool going_away_ = false;
  bool retired_ = false;
  bool lingering_ = false;
  // When something came last, and when a stream was open last.
  Clock::time_point heard_;
  Clock::time_point used_;
  bool asked_ = false;
};

}  // namespace ocop::http2
