#include "common/testing/database_proxy.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <pqxx/connection>
#include <vector>

#include "absl/strings/str_cat.h"

namespace ocop::testing {
namespace {

void Require(bool holds, const char* what) {
  if (holds) return;
  std::perror(what);
  std::abort();
}

int ListenAnywhere() {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  Require(bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0, "bind");
  Require(listen(listener, 64) == 0, "listen");
  return listener;
}

int PortOf(int listener) {
  sockaddr_in address = {};
  socklen_t length = sizeof(address);
  Require(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) == 0, "getsockname");
  return ntohs(address.sin_port);
}

int Connect(const std::string& path) {
  const int server = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  Require(path.size() < sizeof(address.sun_path), "a path too long for a socket");
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  Require(connect(server, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0, path.c_str());
  return server;
}

std::string SocketOf(const std::string& url) {
  pqxx::connection connection(url);
  return absl::StrCat(connection.hostname(), "/.s.PGSQL.", connection.port());
}

bool SendAll(int to, const char* bytes, ssize_t count) {
  while (count > 0) {
    const ssize_t sent = send(to, bytes, static_cast<size_t>(count), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes += sent;
    count -= sent;
  }
  return true;
}

}  // namespace

DatabaseProxy::DatabaseProxy(const std::string& url) : server_path_(SocketOf(url)), listener_(ListenAnywhere()) {
  Require(pipe(wake_) == 0, "pipe");
  // In a key=value string the later holds.
  url_ = absl::StrCat(url, " host=127.0.0.1 port=", PortOf(listener_));
  worker_ = std::thread([this] { Work(); });
}

DatabaseProxy::~DatabaseProxy() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  Wake();
  worker_.join();
  for (const auto& [from, to] : ways_) close(from);
  for (const int end : {listener_, wake_[0], wake_[1]}) close(end);
}

void DatabaseProxy::FallSilent() {
  absl::MutexLock lock(&mutex_);
  silent_ = true;
}

void DatabaseProxy::Speak() {
  {
    absl::MutexLock lock(&mutex_);
    silent_ = false;
  }
  Wake();
}

void DatabaseProxy::Wake() const {
  Require(write(wake_[1], "", 1) == 1, "write");
}

void DatabaseProxy::Work() {
  while (true) {
    std::vector<pollfd> polled = {{wake_[0], POLLIN, 0}};
    {
      absl::MutexLock lock(&mutex_);
      if (stopping_) return;
      if (!silent_) {
        polled.push_back({listener_, POLLIN, 0});
        for (const auto& [from, to] : ways_) polled.push_back({from, POLLIN, 0});
      }
    }
    poll(polled.data(), polled.size(), -1);
    char byte = 0;
    if (polled[0].revents != 0) Require(read(wake_[0], &byte, 1) == 1, "read");
    absl::MutexLock lock(&mutex_);
    if (silent_) continue;
    for (size_t i = 1; i < polled.size(); ++i) {
      if (polled[i].revents == 0) continue;
      if (polled[i].fd == listener_) {
        Accept();
      } else {
        PassOn(polled[i].fd);
      }
    }
  }
}

void DatabaseProxy::Accept() {
  const int client = accept(listener_, nullptr, nullptr);
  Require(client >= 0, "accept");
  const int server = Connect(server_path_);
  ways_[client] = server;
  ways_[server] = client;
}

void DatabaseProxy::PassOn(int from) {
  const auto way = ways_.find(from);
  // Closed a moment ago from its other end.
  if (way == ways_.end()) return;
  const int to = way->second;
  char bytes[16384];
  const ssize_t count = read(from, bytes, sizeof(bytes));
  if (count > 0 && SendAll(to, bytes, count)) return;
  for (const int end : {from, to}) {
    ways_.erase(end);
    close(end);
  }
}

}  // namespace ocop::testing
