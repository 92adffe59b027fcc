#include "services/gateway/edge/testing/http_client.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "absl/strings/str_cat.h"

namespace ocop::gateway {

namespace asio = boost::asio;
namespace http = boost::beast::http;

struct HttpClient::Connection {
  HttpResponse Read(bool skip_body);

  asio::io_context io;
  asio::ip::tcp::socket socket{io};
  boost::beast::flat_buffer buffer;
};

HttpClient::HttpClient(int port) : connection_(std::make_unique<Connection>()) {
  connection_->socket.connect({asio::ip::make_address("127.0.0.1"), static_cast<unsigned short>(port)});
}

HttpClient::~HttpClient() = default;

HttpResponse HttpClient::Call(const std::string& method, const std::string& target, Fields headers,
                              const std::string& body) {
  std::string head = absl::StrCat(method, " ", target, " HTTP/1.1\r\nHost: test\r\n");
  for (const auto& [name, value] : headers) absl::StrAppend(&head, name, ": ", value, "\r\n");
  Send(absl::StrCat(head, "Content-Length: ", body.size(), "\r\n\r\n", body));
  return Read();
}

void HttpClient::Send(const std::string& bytes) {
  boost::system::error_code error;  // the server may refuse before it has read everything
  asio::write(connection_->socket, asio::buffer(bytes), error);
}

HttpResponse HttpClient::Read() {
  HttpResponse response;
  do {
    response = connection_->Read(/*skip_body=*/false);
  } while (response.status / 100 == 1);
  return response;
}

HttpResponse HttpClient::ReadHead() {
  return connection_->Read(/*skip_body=*/true);
}

HttpResponse HttpClient::Connection::Read(bool skip_body) {
  http::response_parser<http::string_body> parser;
  parser.body_limit(64 << 20);
  parser.skip(skip_body);
  boost::system::error_code error;
  http::read(socket, buffer, parser, error);
  if (error) return {.status = 0};
  HttpResponse response{.status = static_cast<int>(parser.get().result_int()), .body = parser.get().body()};
  for (const auto& field : parser.get()) {
    response.headers.Add(std::string(field.name_string()), std::string(field.value()));
  }
  return response;
}

std::string HttpClient::ReadBytes(size_t size) {
  std::string bytes(size, '\0');
  boost::system::error_code error;
  bytes.resize(asio::read(connection_->socket, asio::buffer(bytes), error));
  return bytes;
}

bool HttpClient::AwaitClose() {
  char byte;
  boost::system::error_code error;
  return connection_->socket.read_some(asio::buffer(&byte, 1), error) == 0 && error == asio::error::eof;
}

void HttpClient::EndSending() {
  boost::system::error_code ignored;
  connection_->socket.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

void HttpClient::Close() {
  boost::system::error_code ignored;
  connection_->socket.close(ignored);
}

}  // namespace ocop::gateway
