#include "services/ocopctl/health.h"

#include <sstream>

#include "absl/strings/str_cat.h"
#include "common/metrics/metrics.h"
#include "common/rpc/server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ocop::ocopctl {
namespace {

using ::testing::HasSubstr;

class HealthTest : public ::testing::Test {
 protected:
  HealthTest() { EXPECT_TRUE(server_.Start().ok()); }
  ~HealthTest() override { server_.Drain(); }

  std::string address() const { return absl::StrCat("127.0.0.1:", server_.port()); }

  metrics::Registry metrics_;
  rpc::Telemetry telemetry_{metrics_};
  rpc::Server server_{rpc::ServerOptions(), telemetry_};
  std::ostringstream out_;
};

TEST_F(HealthTest, ReturnsWhenTheServerServes) {
  server_.SetServing(true);
  EXPECT_TRUE(WaitForHealth({address(), address()}, absl::Seconds(10), out_).ok());
  EXPECT_EQ(out_.str(), absl::StrCat(address(), " serves\n", address(), " serves\n"));
}

TEST_F(HealthTest, AServerThatDoesNotServeIsWaitedForUntilTheEnd) {
  const absl::Status status = WaitForHealth({address()}, absl::Milliseconds(300), out_);
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_THAT(std::string(status.message()), HasSubstr(address() + " does not serve: it says"));
}

TEST_F(HealthTest, NobodyListens) {
  const absl::Status status = WaitForHealth({"127.0.0.1:1"}, absl::Milliseconds(300), out_);
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_THAT(std::string(status.message()), HasSubstr("refused"));
  EXPECT_EQ(out_.str(), "");
}

}  // namespace
}  // namespace ocop::ocopctl
