// Streams to an end in this process, without a socket.
#pragma once

#include <memory>

#include "common/http2/loop.h"
#include "common/http2/stream.h"

namespace ocop::http2 {

class LocalChannel final : public Channel {
 public:
  // `accept` must be callable as long as streams are open.
  LocalChannel(std::shared_ptr<Loops> loops, Accept accept);

  std::shared_ptr<Stream> Open(Head head, std::shared_ptr<Receiver> receiver) override;

 private:
  const std::shared_ptr<Loops> loops_;
  const Accept accept_;
};

}  // namespace ocop::http2
