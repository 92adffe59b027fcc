// Definitions that came past the gateway and can't be counted.
#include <gmock/gmock.h>

#include <set>

#include "services/gateway/handlers/testing/handlers_fixture.h"
#include "services/gateway/handlers/uncountable.h"

namespace ocop::gateway {
namespace {

using namespace testing;  // NOLINT: our builders
using indicators::v1::Indicator;

class UncountableTest : public HandlersFixture {
 protected:
  void SetUp() override {
    HandlersFixture::SetUp();
    LoadProvince();
    Enter("stars >= 3");
  }

  // The definition "own", as the registry tells it.
  void Enter(const std::string& numerator_filter) {
    journal::v1::WatchResponse response;
    *response.add_entries() = Put(MakeIndicator("own", "UNIT_PRODUCT", "MEASURE_COUNT", "", numerator_filter));
    ASSERT_TRUE(projection_.Apply(Service::kRegistry, response).ok());
    while (projection_.RecountSome()) {
    }
  }
  Indicator Read() {
    indicators::v1::GetIndicatorRequest request;
    request.set_name(Name("indicators", "own"));
    const auto read = Ask<indicators::v1::GetIndicatorRequest, Indicator>(GetIndicator, request);
    EXPECT_TRUE(read.ok()) << read.status();
    return read.value_or(Indicator());
  }
};

TEST_F(UncountableTest, ItsStateTellsEverythingThatIsWrong) {
  Enter("stairs >= 3 AND colour = 4");
  const Indicator told = Read();
  EXPECT_EQ(told.name(), "provinces/82/indicators/own");
  EXPECT_EQ(told.state(), Indicator::STATE_UNCOUNTABLE);
  EXPECT_EQ(told.numerator_filter(), "stairs >= 3 AND colour = 4");
  EXPECT_THAT(told.problem(), ::testing::AllOf(::testing::HasSubstr("numerator_filter"), ::testing::HasSubstr("at 1:"),
                                               ::testing::HasSubstr("stairs"), ::testing::HasSubstr("at 17:"),
                                               ::testing::HasSubstr("colour")));
  EXPECT_EQ(Refusal(ValuesRequest({"own"})), "INDICATOR_UNCOUNTABLE");
  EXPECT_EQ(Refusal(ValuesRequest({"nothing"})), "INDICATOR_NOT_FOUND");
  EXPECT_EQ(Refusal(ValuesRequest()), "OK") << "the others are counted";
  Enter("stars = 3");
  EXPECT_EQ(Read().state(), Indicator::STATE_ACTIVE);
  EXPECT_EQ(Read().problem(), "");
  EXPECT_EQ(Refusal(ValuesRequest({"own"})), "OK");
}

TEST_F(UncountableTest, ItIsListedOnceAtTheEnd) {
  Enter("stairs >= 3");
  std::vector<std::string> names;
  indicators::v1::ListIndicatorsRequest request;
  request.set_parent("provinces/82");
  request.set_page_size(10);
  do {
    const auto page =
        Ask<indicators::v1::ListIndicatorsRequest, indicators::v1::ListIndicatorsResponse>(ListIndicators, request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const Indicator& indicator : page->indicators()) {
      names.push_back(indicator.name());
      EXPECT_EQ(indicator.state() == Indicator::STATE_UNCOUNTABLE, indicator.name() == Name("indicators", "own"));
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(names.back(), Name("indicators", "own"));
  EXPECT_EQ(names.size(), Definitions::BuiltIn()->size() + 1);
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
}

TEST_F(UncountableTest, OperatorsAreTold) {
  metrics::Registry metrics;
  ChangeLoop::Task look = TellUncountable(projection_, metrics);
  const auto told = [&] {
    return metrics.Gauges("ocop_gateway_uncountable_indicators", "").With({{"province", "provinces/82"}}).Value();
  };
  EXPECT_TRUE(look(call_.now));
  EXPECT_EQ(told(), 0);
  Enter("stairs >= 3");
  EXPECT_TRUE(look(call_.now + absl::Seconds(1)));
  EXPECT_EQ(told(), 1);
  Enter("stars >= 4");
  EXPECT_TRUE(look(call_.now + absl::Seconds(2)));
  EXPECT_EQ(told(), 0);
}

}  // namespace
}  // namespace ocop::gateway
