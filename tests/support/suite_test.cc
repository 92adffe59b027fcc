#include "tests/support/suite.h"

#include <gtest/gtest.h>

#include "ocop/indicators/v1/indicator_service.pb.h"
#include "ocop/registry/v1/locality_service.pb.h"

namespace ocop::testing {
namespace {

using ocop::indicators::v1::GetIndicatorValuesRequest;
using ocop::indicators::v1::GetIndicatorValuesResponse;
using ocop::registry::v1::Locality;
using ocop::registry::v1::UpdateLocalityRequest;

absl::Status AddProvince(Suite& suite, const std::string& id) {
  UpdateLocalityRequest request;
  request.set_allow_missing(true);
  Locality& locality = *request.mutable_locality();
  locality.set_name("provinces/82/localities/" + id);
  locality.set_code("82");
  locality.set_display_name("Tiền Giang");
  locality.set_full_name("Tỉnh Tiền Giang");
  locality.set_kind(Locality::KIND_PROVINCE);
  return suite.services()
      .client("registry")
      .Call<Locality>("/ocop.registry.v1.LocalityService/UpdateLocality", request)
      .status();
}

absl::Status AskFor(Suite& suite, const std::string& id) {
  GetIndicatorValuesRequest request;
  request.set_parent("provinces/82");
  request.add_localities("provinces/82/localities/" + id);
  return suite.gateway()
      .Call<GetIndicatorValuesResponse>("/ocop.indicators.v1.IndicatorService/GetIndicatorValues", request)
      .status();
}

TEST(SuiteTest, TheGatewayKnowsWhatWasCommittedBeforeItCaughtUp) {
  Suite suite;
  ASSERT_EQ(AddProvince(suite, "82"), absl::OkStatus());
  suite.AwaitCaughtUp();
  EXPECT_EQ(AskFor(suite, "82"), absl::OkStatus());
  EXPECT_EQ(AskFor(suite, "83").code(), absl::StatusCode::kNotFound);
}

TEST(SuiteTest, DataServicesCanBeProcessesThatAreKilled) {
  Suite suite(Place::kOwnProcess);
  ASSERT_EQ(AddProvince(suite, "82"), absl::OkStatus());
  suite.services().Kill("registry");
  EXPECT_EQ(AddProvince(suite, "83").code(), absl::StatusCode::kUnavailable);
  suite.services().Start("registry");
  ASSERT_EQ(AddProvince(suite, "84"), absl::OkStatus());
  suite.AwaitCaughtUp();
  EXPECT_EQ(AskFor(suite, "84"), absl::OkStatus());
  suite.services().Stop("training");
  EXPECT_FALSE(suite.services().IsRunning("training"));
}

TEST(SuiteTest, PartsCanBeStoppedAndStartedAgain) {
  Suite suite;
  ASSERT_EQ(AddProvince(suite, "82"), absl::OkStatus());
  suite.KillGateway();
  suite.services().Stop("registry");
  EXPECT_EQ(AddProvince(suite, "83").code(), absl::StatusCode::kUnavailable);
  suite.services().Start("registry");
  ASSERT_EQ(AddProvince(suite, "84"), absl::OkStatus());
  suite.StartGateway();
  suite.AwaitCaughtUp();
  EXPECT_EQ(AskFor(suite, "84"), absl::OkStatus());
}

}  // namespace
}  // namespace ocop::testing
