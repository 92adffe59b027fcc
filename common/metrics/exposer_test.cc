#include "common/metrics/exposer.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace ocop::metrics {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// The whole answer of 127.0.0.1:`port` to GET `path`, empty if nobody listens.
std::string Get(int port, const std::string& path) {
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  if (connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) {
    const std::string request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    EXPECT_EQ(send(connection, request.data(), request.size(), 0), static_cast<ssize_t>(request.size()));
    char buffer[4096];
    for (ssize_t length; (length = recv(connection, buffer, sizeof(buffer), 0)) > 0;) answer.append(buffer, length);
  }
  close(connection);
  return answer;
}

TEST(ExposerTest, ServesTheRegistryUntilDestroyed) {
  Registry registry;
  const Counter counter = registry.Counters("calls_total", "Calls").With({});
  absl::StatusOr<std::unique_ptr<Exposer>> exposer = Exposer::Start("127.0.0.1:0", registry);
  ASSERT_TRUE(exposer.ok()) << exposer.status();
  const int port = (*exposer)->port();
  ASSERT_GT(port, 0);
  counter.Increment();
  EXPECT_THAT(Get(port, "/metrics"), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(Get(port, "/metrics"), HasSubstr("\ncalls_total 1\n"));
  EXPECT_THAT(Get(port, "/other"), StartsWith("HTTP/1.1 404"));
  exposer->reset();
  EXPECT_EQ(Get(port, "/metrics"), "");
}

TEST(ExposerTest, SaysThatThePortIsTaken) {
  Registry registry;
  const auto first = Exposer::Start("127.0.0.1:0", registry);
  ASSERT_TRUE(first.ok()) << first.status();
  const std::string address = "127.0.0.1:" + std::to_string((*first)->port());
  const absl::Status second = Exposer::Start(address, registry).status();
  EXPECT_EQ(second.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(second.message()), HasSubstr(address));
}

TEST(ExposerTest, RefusesWhatIsNoAddress) {
  Registry registry;
  for (const char* address : {"", "9101", ":9101", "127.0.0.1", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:70000",
                              "127.0.0.1:1,127.0.0.1:2", "127.0.0.1:0s"}) {
    EXPECT_EQ(Exposer::Start(address, registry).status().code(), absl::StatusCode::kInvalidArgument) << address;
  }
}

}  // namespace
}  // namespace ocop::metrics
