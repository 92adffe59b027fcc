// Streams to one address. Each loop has a connection of its own, which is made when a stream is opened there, and made
// anew when it has gone: who calls from a loop is answered on it. When it bears as many streams as the other end takes,
// there is another for as long as that is needed.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/http2/connection_options.h"
#include "common/http2/loop.h"
#include "common/http2/stream.h"

namespace ocop::http2 {

class Client final : public Channel {
 public:
  // `host:port`; a name is looked up for each connection.
  Client(std::shared_ptr<Loops> loops, const std::string& address, const ConnectionOptions& options = {});
  // Cuts its connections.
  ~Client() override;

  std::shared_ptr<Stream> Open(Head head, std::shared_ptr<Receiver> receiver) override;

 private:
  class Way;
  const std::shared_ptr<Loops> loops_;
  const std::string address_;
  // Of each loop.
  std::vector<std::shared_ptr<Way>> ways_;
};

}  // namespace ocop::http2
