// Real clients that nobody here wrote, against the real processes: the suite is started and told to them.
#include <gtest/gtest.h>

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "ocop/registry/v1/locality_service.pb.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "tests/support/resources.h"
#include "tests/support/suite.h"

namespace ocop::testing {
namespace {

using ocop::registry::v1::CreateProducerRequest;
using ocop::registry::v1::Locality;
using ocop::registry::v1::Producer;

class ClientsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    suite_ = new Suite;
    AddLocality(suite_->services(), "82", Locality::KIND_PROVINCE, "");
    AddLocality(suite_->services(), "28501", Locality::KIND_COMMUNE, "82");
    CreateProducerRequest request;
    request.set_parent("provinces/82");
    request.set_producer_id("p1");
    Producer& producer = *request.mutable_producer();
    producer.set_display_name("Hộ kinh doanh Kẹo dừa");
    producer.set_kind(Producer::KIND_COOPERATIVE);
    producer.set_locality("provinces/82/localities/28501");
    producer.mutable_join_date()->set_year(2020);
    producer.mutable_join_date()->set_month(1);
    producer.mutable_join_date()->set_day(1);
    Expect(suite_->services()
               .client("registry")
               .Call<Producer>("/ocop.registry.v1.ProducerService/CreateProducer", request));
    suite_->AwaitCaughtUp();
    setenv("EDGE_HTTP", absl::StrCat("127.0.0.1:", suite_->gateway_http_port()).c_str(), 1);
    setenv("EDGE_GRPC", absl::StrCat("127.0.0.1:", suite_->gateway_port()).c_str(), 1);
  }
  static void TearDownTestSuite() {
    delete suite_;
    suite_ = nullptr;
  }

  static void Run(const std::string& file) {
    EXPECT_EQ(std::system(absl::StrCat("tests/edge/run ", file).c_str()), 0) << file;
  }

  // Calls of JournalService.Watch that the registry has seen cancelled.
  static int CancelledWatches() {
    const std::string metrics = suite_->services().Metrics("registry");
    for (const absl::string_view line : absl::StrSplit(metrics, '\n')) {
      const std::string text(line);
      if (text.find("JournalService/Watch") == std::string::npos || text.find("\"CANCELLED\"") == std::string::npos) {
        continue;
      }
      return std::atoi(text.substr(text.rfind(' ')).c_str());
    }
    return 0;
  }

  static void AwaitCancelledWatches(int count) {
    const absl::Time deadline = absl::Now() + absl::Seconds(30);
    while (CancelledWatches() < count && absl::Now() < deadline) {
    }
    EXPECT_GE(CancelledWatches(), count);
  }

  static Suite* suite_;

 private:
  template <class Answer>
  static void Expect(const Answer& answer) {
    ASSERT_TRUE(answer.ok()) << answer.status();
  }
};

Suite* ClientsTest::suite_ = nullptr;

TEST_F(ClientsTest, ConnectNode) {
  const int before = CancelledWatches();
  Run("connect_node.test.js");
  // One stream was left in each protocol; the service is told of each.
  AwaitCancelledWatches(before + 5);
}

TEST_F(ClientsTest, GrpcJs) {
  const int before = CancelledWatches();
  Run("grpc_js.test.js");
  AwaitCancelledWatches(before + 1);
}

TEST_F(ClientsTest, Curl) {
  Run("curl.test.js");
}

TEST_F(ClientsTest, AGatewayThatLeaves) {
  const std::unique_ptr<Gateway> leaving = suite_->StartAnotherGateway();
  suite_->AwaitCaughtUp(*leaving);
  setenv("EDGE_LEAVING_GRPC", absl::StrCat("127.0.0.1:", leaving->port()).c_str(), 1);
  setenv("EDGE_LEAVING_HTTP", absl::StrCat("127.0.0.1:", leaving->http_port()).c_str(), 1);
  setenv("EDGE_LEAVING_PID", absl::StrCat(leaving->process().pid()).c_str(), 1);
  Run("leaving.test.js");
  EXPECT_EQ(leaving->process().Stop(), 0);
}

TEST_F(ClientsTest, OpenApi) {
  Run("openapi.test.js");
}

TEST_F(ClientsTest, Browser) {
  Run("browser.test.js");
}

}  // namespace
}  // namespace ocop::testing
