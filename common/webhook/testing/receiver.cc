#include "common/webhook/testing/receiver.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <list>
#include <thread>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace ocop::webhook {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using ocop::journal::v1::JournalEntry;

}  // namespace

ocop::journal::v1::WebhookMessage Received::message() const {
  ocop::journal::v1::WebhookMessage message;
  const auto status = google::protobuf::util::JsonStringToMessage(body, &message);
  EXPECT_TRUE(status.ok()) << status.ToString() << "\n" << body;
  return message;
}

// A thread for each connection.
struct Receiver::Server {
  Server(Receiver& given, const std::string& tls_folder)
      : receiver(given), acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
    if (!tls_folder.empty()) {
      tls.emplace(asio::ssl::context::tls_server);
      tls->use_certificate_file(tls_folder + "/cert.pem", asio::ssl::context::pem);
      tls->use_private_key_file(tls_folder + "/key.pem", asio::ssl::context::pem);
    }
    acceptor_thread = std::thread([this] { Accept(); });
  }

  ~Server() {
    stopping = true;
    // Wakes the blocking accept.
    error_code error;
    tcp::socket(context).connect(acceptor.local_endpoint(), error);
    acceptor_thread.join();
    for (tcp::socket& socket : sockets) socket.shutdown(tcp::socket::shutdown_both, error);
    for (std::thread& thread : threads) thread.join();
  }

  void Accept() {
    while (true) {
      tcp::socket& socket = sockets.emplace_back(context);
      error_code error;
      acceptor.accept(socket, error);
      if (stopping || error) return;
      threads.emplace_back([this, &socket] { Serve(socket); });
    }
  }

  void Serve(tcp::socket& socket) {
    error_code error;
    if (tls) {
      asio::ssl::stream<tcp::socket&> stream(socket, *tls);
      stream.handshake(asio::ssl::stream_base::server, error);
      if (!error) ServeOn(stream);
    } else {
      ServeOn(socket);
    }
    socket.shutdown(tcp::socket::shutdown_both, error);
  }

  template <class Stream>
  void ServeOn(Stream& stream) {
    boost::beast::flat_buffer buffer;
    error_code error;
    while (true) {
      http::request_parser<http::string_body> parser;
      parser.body_limit(64 << 20);
      http::read(stream, buffer, parser, error);
      if (error) return;
      Received received{.headers = {}, .body = parser.get().body()};
      for (const auto& field : parser.get()) {
        received.headers[absl::AsciiStrToLower(std::string(field.name_string()))] = std::string(field.value());
      }
      const int status = receiver.Take(received);
      if (status == 0) return;
      http::response<http::string_body> response(static_cast<http::status>(status), 11);
      if (!receiver.location_.empty()) response.set(http::field::location, receiver.location_);
      response.prepare_payload();
      http::write(stream, response, error);
      if (error) return;
    }
  }

  Receiver& receiver;
  asio::io_context context;
  tcp::acceptor acceptor;
  std::optional<asio::ssl::context> tls;
  std::atomic<bool> stopping = false;
  std::list<tcp::socket> sockets;
  std::list<std::thread> threads;
  std::thread acceptor_thread;
};

Receiver::Receiver(Answer answer, const std::string& tls_folder)
    : answer_(std::move(answer)), server_(std::make_unique<Server>(*this, tls_folder)) {}

Receiver::~Receiver() = default;

std::string Receiver::uri() const {
  return absl::StrCat(server_->tls ? "https" : "http", "://127.0.0.1:", server_->acceptor.local_endpoint().port(),
                      "/hook");
}

int Receiver::Take(const Received& received) {
  const int status = answer_(received);
  const bool taken = status >= 200 && status <= 299;
  const auto message = received.message();
  absl::MutexLock lock(&mutex_);
  posts_.push_back(received);
  if (taken) entries_.insert(entries_.end(), message.data().entries().begin(), message.data().entries().end());
  return status;
}

std::vector<Received> Receiver::Await(size_t count) const {
  const auto there = [&]() ABSL_NO_THREAD_SAFETY_ANALYSIS { return posts_.size() >= count; };
  absl::MutexLock lock(&mutex_);
  EXPECT_TRUE(mutex_.AwaitWithTimeout(absl::Condition(&there), kPatience)) << posts_.size() << " posts came";
  return posts_;
}

std::vector<JournalEntry> Receiver::AwaitEntries(size_t count) const {
  const auto there = [&]() ABSL_NO_THREAD_SAFETY_ANALYSIS { return entries_.size() >= count; };
  absl::MutexLock lock(&mutex_);
  EXPECT_TRUE(mutex_.AwaitWithTimeout(absl::Condition(&there), kPatience)) << entries_.size() << " entries came";
  return entries_;
}

std::vector<Received> Receiver::posts() const {
  absl::MutexLock lock(&mutex_);
  return posts_;
}

}  // namespace ocop::webhook
