#include "common/http2/server.h"

#include <sys/socket.h>
#include <unistd.h>

#include <optional>
#include <set>

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/http2/connection.h"
#include "common/http2/listener.h"

namespace ocop::http2 {
namespace {

using boost::asio::ip::tcp;

// How long a connection may take to answer that it has been told to go.
constexpr absl::Duration kMoment = absl::Seconds(1);

}  // namespace

class Server::Impl : public std::enable_shared_from_this<Server::Impl> {
 public:
  Impl(std::shared_ptr<Loops> loops, const ConnectionOptions& options, Accept accept)
      : loops_(std::move(loops)),
        options_(options),
        accept_(std::move(accept)),
        listener_(
            std::make_shared<Listener>(*loops_, [this](Socket socket, Loop& loop) { Take(std::move(socket), loop); })),
        connections_(loops_->size()) {}

  absl::StatusOr<int> Listen(const std::string& address) {
    const absl::StatusOr<int> port = listener_->Listen(address);
    absl::MutexLock lock(&mutex_);
    listening_ = port.ok();
    return port;
  }

  void Adopt(Loop& loop, int native, const std::string& received) {
    sockaddr_storage address{};
    socklen_t size = sizeof(address);
    getsockname(native, reinterpret_cast<sockaddr*>(&address), &size);
    Socket socket(loop.io().get_executor());
    boost::system::error_code error;
    socket.assign(address.ss_family == AF_INET6 ? tcp::v6() : tcp::v4(), native, error);
    if (error) {
      close(native);
    } else {
      Begin(loop, std::move(socket), received);
    }
  }

  size_t open() {
    absl::MutexLock lock(&mutex_);
    return static_cast<size_t>(open_);
  }

  void SendAway(absl::Time deadline) {
    const absl::Time moment = TellToGo();
    absl::MutexLock lock(&mutex_);
    const absl::Condition left(
        +[](Impl* self) { return self->here_ == 0; }, this);
    mutex_.AwaitWithDeadline(left, std::min(deadline, moment));
  }

  void Shutdown(absl::Time deadline) {
    const absl::Time moment = TellToGo();
    absl::MutexLock lock(&mutex_);
    const absl::Condition none(
        +[](Impl* self) { return self->Ended(); }, this);
    if (mutex_.AwaitWithDeadline(none, std::min(deadline, moment))) return;
    ForAll(&Connection::CloseUnlessAsked);
    if (mutex_.AwaitWithDeadline(none, deadline)) return;
    ForAll(&Connection::Close);
    mutex_.Await(none);
  }

  // When everything that was asked of the loops is done. Not on a loop.
  void Settle() { loops_->Settle(); }

 private:
  // Once. Returns until when connections may take to answer.
  absl::Time TellToGo() {
    {
      absl::MutexLock lock(&mutex_);
      if (told_) return *told_ + kMoment;
      told_ = absl::Now();
    }
    listener_->Close([self = shared_from_this()] {
      absl::MutexLock lock(&self->mutex_);
      self->listening_ = false;
    });
    ForAll(&Connection::GoAway);
    absl::MutexLock lock(&mutex_);
    return *told_ + kMoment;
  }

  // Nothing is open, and another may listen where this one did.
  bool Ended() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return open_ == 0 && !listening_; }

  void Take(Socket socket, Loop& loop) {
    loop.Post([self = shared_from_this(), &loop, socket = std::move(socket)]() mutable {
      self->Begin(loop, std::move(socket), "");
    });
  }

  bool Enter() {
    absl::MutexLock lock(&mutex_);
    if (told_ || static_cast<size_t>(open_) >= options_.most_connections) return false;
    ++open_;
    ++here_;
    return true;
  }

  // On the loop, so that a connection is either not let in or there when all are told to go.
  void Begin(Loop& loop, Socket socket, const std::string& received) {
    if (!Enter()) return;
    auto connection = std::make_shared<Connection>(loop, std::move(socket), options_, &accept_);
    auto& connections = connections_[loops_->IndexOf(loop)];
    connections.insert(connection);
    connection->OnLeft([self = shared_from_this()] {
      absl::MutexLock lock(&self->mutex_);
      --self->here_;
    });
    connection->OnClosed([self = shared_from_this(), &connections, raw = connection.get()] {
      connections.erase(raw->shared_from_this());
      absl::MutexLock lock(&self->mutex_);
      --self->open_;
    });
    connection->Start(received);
  }

  void ForAll(void (Connection::*action)()) {
    for (size_t i = 0; i < connections_.size(); ++i) {
      (*loops_)[i].Post([self = shared_from_this(), i, action] {
        const auto open = self->connections_[i];  // those that close leave the set
        for (const auto& connection : open) (connection.get()->*action)();
      });
    }
  }

  const std::shared_ptr<Loops> loops_;
  const ConnectionOptions options_;
  const Accept accept_;
  const std::shared_ptr<Listener> listener_;
  // Of each loop, on it.
  std::vector<std::set<std::shared_ptr<Connection>>> connections_;

  absl::Mutex mutex_;
  // When all were told to go.
  std::optional<absl::Time> told_ ABSL_GUARDED_BY(mutex_);
  bool listening_ ABSL_GUARDED_BY(mutex_) = false;
  int open_ ABSL_GUARDED_BY(mutex_) = 0;
  // Those of them that take streams.
  int here_ ABSL_GUARDED_BY(mutex_) = 0;
};

Server::Server(std::shared_ptr<Loops> loops, const ConnectionOptions& options, Accept accept)
    : impl_(std::make_shared<Impl>(std::move(loops), options, std::move(accept))) {}

Server::~Server() {
  Shutdown(absl::InfinitePast());
  impl_->Settle();  // or a loop would be the last to hold it, and with it the loops
}

absl::StatusOr<int> Server::Listen(const std::string& address) {
  return impl_->Listen(address);
}

void Server::Adopt(Loop& loop, int socket, const std::string& received) {
  impl_->Adopt(loop, socket, received);
}

size_t Server::open() const {
  return impl_->open();
}

void Server::SendAway(absl::Time deadline) {
  impl_->SendAway(deadline);
}

void Server::Shutdown(absl::Time deadline) {
  impl_->Shutdown(deadline);
}

}  // namespace ocop::http2
