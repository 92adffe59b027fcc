#include "services/gateway/handlers/gauges.h"

#include "common/clock/timestamp.h"

#include "services/gateway/handlers/testing/handlers_fixture.h"

namespace ocop::gateway {
namespace {

using namespace testing;  // NOLINT: our builders

class GaugesTest : public HandlersFixture {
 protected:
  void SetUp() override {
    HandlersFixture::SetUp();
    LoadProvince();
    now_ = call_.now;
  }
  // A definition, as the registry tells it.
  void Enter(const std::string& numerator_filter) {
    journal::v1::WatchResponse response;
    *response.add_entries() = Put(MakeIndicator("own", "UNIT_PRODUCT", "MEASURE_COUNT", "", numerator_filter));
    ASSERT_TRUE(projection_.Apply(Service::kRegistry, response).ok());
    while (projection_.RecountSome()) {
    }
  }
  void Look() {
    now_ += absl::Seconds(1);
    EXPECT_TRUE(keep_(now_)) << "for ever";
  }
  double Told(const std::string& gauge, const metrics::Labels& labels) {
    return metrics_.Gauges(gauge, "").With(labels).Value();
  }

  absl::Time now_;
  metrics::Registry metrics_;
  ChangeLoop::Task keep_ = KeepGauges(projection_, metrics_);
};

TEST_F(GaugesTest, IndicatorsThatCannotBeCountedAreTold) {
  const metrics::Labels province = {{"province", "provinces/82"}};
  Look();
  EXPECT_EQ(Told("ocop_gateway_uncountable_indicators", province), 0);
  Enter("stairs >= 3");
  Look();
  EXPECT_EQ(Told("ocop_gateway_uncountable_indicators", province), 1);
  Enter("stars >= 4");
  Look();
  EXPECT_EQ(Told("ocop_gateway_uncountable_indicators", province), 0);
}

TEST_F(GaugesTest, AnEntryThatIsLackingIsToldUntilAllIsReadAnew) {
  const metrics::Labels registry = {{"source", "registry"}};
  journal::v1::WatchResponse response;
  *response.add_entries() = Put(MakeLocality("c", registry::v1::Locality::KIND_COMMUNE));
  response.mutable_entries(0)->mutable_resource()->set_value("\xff");
  ASSERT_FALSE(projection_.Apply(Service::kRegistry, response).ok());
  Look();
  EXPECT_EQ(Told("ocop_gateway_source_incomplete", registry), 1);
  EXPECT_EQ(Told("ocop_gateway_source_incomplete", {{"source", "training"}}), 0);
  Load(Service::kRegistry, {});
  Look();
  EXPECT_EQ(Told("ocop_gateway_source_incomplete", registry), 0);
}

TEST_F(GaugesTest, SourcesThatAreDownOrBehindAreTold) {
  const metrics::Labels registry = {{"source", "registry"}};
  journal::v1::WatchResponse bookmark;
  bookmark.set_resume_token("1");
  *bookmark.mutable_read_time() = clock::ToTimestamp(now_);
  ASSERT_TRUE(projection_.Apply(Service::kRegistry, bookmark).ok());
  Look();
  EXPECT_EQ(Told("ocop_gateway_source_current", registry), 1);
  EXPECT_EQ(Told("ocop_gateway_source_read_timestamp_seconds", registry),
            absl::ToDoubleSeconds(call_.now - absl::UnixEpoch()));
  *bookmark.mutable_read_time() = clock::ToTimestamp(now_ - absl::Seconds(10));
  ASSERT_TRUE(projection_.Apply(Service::kRegistry, bookmark).ok());
  Look();
  EXPECT_EQ(Told("ocop_gateway_source_current", registry), 0) << "what came was long past";
  projection_.SetDown(Service::kRegistry);
  Look();
  EXPECT_EQ(Told("ocop_gateway_source_current", registry), 0);
}

}  // namespace
}  // namespace ocop::gateway
