#include "common/http2/client.h"

#include <algorithm>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "absl/algorithm/container.h"
#include "absl/random/random.h"
#include "common/http2/address.h"
#include "common/http2/connection.h"
#include "common/http2/open_stream.h"

namespace ocop::http2 {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// How long looking up a name and connecting may take together.
constexpr auto kPatience = std::chrono::seconds(2);
// Where nobody answers it is not tried for each call.
constexpr auto kPause = std::chrono::milliseconds(100);

using Clock = std::chrono::steady_clock;

}  // namespace

// The connection of one loop; everything happens on it.
class Client::Way : public std::enable_shared_from_this<Client::Way> {
 public:
  Way(Loop& loop, const std::string& address, const ConnectionOptions& options)
      : loop_(loop), address_(HostAndPort(address)), options_(options) {}

  void Open(const std::shared_ptr<Connection::OpenStream>& stream, Head head) {
    if (closed_) return stream->Fail();
    size_t full = 0;
    for (const auto& connection : connections_) {
      const bool last = full + 1 >= options_.most_connections;  // there it waits for its place
      if (connection->has_room() || (last && connection->takes_streams())) {
        return connection->Open(stream, std::move(head));
      }
      if (connection->takes_streams()) ++full;
    }
    if (Clock::now() < next_attempt_) return stream->Fail();
    waiting_.emplace_back(stream, std::move(head));
    if (waiting_.size() == 1) Connect();
  }

  void Close() {
    closed_ = true;
    for (const auto& connection : std::exchange(connections_, {})) connection->Close();
    Fail();
  }

 private:
  void Connect() {
    if (!address_.ok()) return Fail();
    attempt_ = std::make_shared<Attempt>(loop_.io());
    attempt_->patience.expires_after(kPatience);
    attempt_->patience.async_wait([weak = weak_from_this(), attempt = attempt_](error_code cancelled) {
      const auto self = weak.lock();
      if (!cancelled && self && self->attempt_ == attempt) self->Fail();
    });
    error_code error;
    const auto numeric = asio::ip::make_address(address_->first, error);
    if (!error) {
      const tcp::endpoint endpoint(numeric, static_cast<uint16_t>(std::stoi(address_->second)));
      return Connect(attempt_, std::vector<tcp::endpoint>{endpoint});
    }
    attempt_->resolver.async_resolve(
        address_->first, address_->second,
        [self = shared_from_this(), attempt = attempt_](error_code failed, const tcp::resolver::results_type& found) {
          if (self->attempt_ != attempt) return;
          if (failed) return self->Fail();
          std::vector<tcp::endpoint> endpoints(found.begin(), found.end());
          // The name service tells them in one and the same order: all would go to the first replica.
          std::shuffle(endpoints.begin(), endpoints.end(), absl::BitGen());
          self->Connect(attempt, std::move(endpoints));
        });
  }

  struct Attempt {
    explicit Attempt(asio::io_context& io) : resolver(io), socket(io), patience(io.get_executor()) {}
    tcp::resolver resolver;
    Socket socket;
    Timer patience;
    std::vector<tcp::endpoint> endpoints;
  };

  void Connect(const std::shared_ptr<Attempt>& attempt, std::vector<tcp::endpoint> endpoints) {
    attempt->endpoints = std::move(endpoints);
    asio::async_connect(attempt->socket, attempt->endpoints,
                        [self = shared_from_this(), attempt](error_code failed, const tcp::endpoint&) {
                          if (self->attempt_ != attempt) return;
                          if (failed) return self->Fail();
                          self->Connected(std::move(attempt->socket));
                        });
  }

  void Connected(Socket socket) {
    attempt_.reset();
    const auto connection = std::make_shared<Connection>(loop_, std::move(socket), options_, nullptr);
    // One alone is kept for what comes; those that are made when it is full go with their last stream.
    const bool another = absl::c_any_of(connections_, [](const auto& each) { return each->takes_streams(); });
    connections_.push_back(connection);
    connection->OnClosed([weak = weak_from_this(), raw = connection.get()] {
      if (const auto self = weak.lock())
        std::erase_if(self->connections_, [raw](const auto& c) { return c.get() == raw; });
    });
    // One that waited while the other end said that it goes, or went.
    connection->OnUnsent([weak = weak_from_this()](const auto& stream, Head head) {
      const auto self = weak.lock();
      return self ? self->Open(stream, std::move(head)) : stream->Fail();
    });
    connection->Start();
    for (auto& [stream, head] : std::exchange(waiting_, {})) {
      if (!stream->over()) connection->Open(stream, std::move(head));
    }
    if (another) connection->Retire();
  }

  void Fail() {
    if (attempt_) {
      // What it waits for may not come for long, and then to nobody.
      error_code ignored;
      attempt_->resolver.cancel();
      attempt_->socket.close(ignored);
      attempt_.reset();
      next_attempt_ = Clock::now() + kPause;
    }
    for (const auto& [stream, head] : std::exchange(waiting_, {})) {
      if (!stream->over()) stream->Fail();
    }
  }

  Loop& loop_;
  const absl::StatusOr<std::pair<std::string, std::string>> address_;
  const ConnectionOptions options_;
  bool closed_ = false;
  Clock::time_point next_attempt_ = Clock::time_point::min();
  std::shared_ptr<Attempt> attempt_;
  std::vector<std::shared_ptr<Connection>> connections_;
  std::vector<std::pair<std::shared_ptr<Connection::OpenStream>, Head>> waiting_;
};

Client::Client(std::shared_ptr<Loops> loops, const std::string& address, const ConnectionOptions& options)
    : loops_(std::move(loops)), address_(address) {
  for (size_t i = 0; i < loops_->size(); ++i) {
    ways_.push_back(std::make_shared<Way>((*loops_)[i], address, options));
  }
}

Client::~Client() {
  for (size_t i = 0; i < ways_.size(); ++i) {
    (*loops_)[i].Post([way = std::move(ways_[i])] { way->Close(); });
  }
}

std::shared_ptr<Stream> Client::Open(Head head, std::shared_ptr<Receiver> receiver) {
  Loop& loop = loops_->Here();
  Way& way = *ways_[loops_->IndexOf(loop)];
  auto stream = std::make_shared<Connection::OpenStream>(loop, std::move(receiver));
  if (head.authority.empty()) head.authority = address_;
  if (loop.IsThisThread()) {
    way.Open(stream, std::move(head));
  } else {
    loop.Post([way = way.shared_from_this(), stream, head = std::move(head)]() mutable {
      if (!stream->over()) way->Open(stream, std::move(head));
    });
  }
  return stream;
}

}  // namespace ocop::http2
